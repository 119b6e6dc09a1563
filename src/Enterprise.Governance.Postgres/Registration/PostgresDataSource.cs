using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>The data source of a container's stores. Disposes it with the container if it was made for it, and leaves alone what the host gave.</summary>
internal sealed class PostgresDataSource(NpgsqlDataSource dataSource, bool isOwned) : IAsyncDisposable, IDisposable
{
    internal NpgsqlDataSource DataSource { get; } = dataSource;

    internal static Func<IServiceProvider, PostgresDataSource> Of(NpgsqlDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return _ => new PostgresDataSource(dataSource, isOwned: false);
    }

    internal static Func<IServiceProvider, PostgresDataSource> Of(Func<IServiceProvider, NpgsqlDataSource> dataSource)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return provider => new PostgresDataSource(dataSource(provider), isOwned: false);
    }

    internal static Func<IServiceProvider, PostgresDataSource> Keyed(object serviceKey)
    {
        ArgumentNullException.ThrowIfNull(serviceKey);
        return provider => new PostgresDataSource(provider.GetRequiredKeyedService<NpgsqlDataSource>(serviceKey), isOwned: false);
    }

    /// <summary>Builds a data source when it is first asked for: a bad connection string fails the start, not the registration.</summary>
    internal static Func<IServiceProvider, PostgresDataSource> Of(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return _ =>
        {
            NpgsqlSlimDataSourceBuilder builder = new(connectionString);

            // The stores leave nothing behind in a session, and resetting one makes the server forget the plans of its functions.
            builder.ConnectionStringBuilder.NoResetOnClose = true;
            builder.EnableTransportSecurity();
            return new PostgresDataSource(builder.Build(), isOwned: true);
        };
    }

    public void Dispose()
    {
        if (isOwned)
            DataSource.Dispose();
    }

    public ValueTask DisposeAsync() => isOwned ? DataSource.DisposeAsync() : default;
}
