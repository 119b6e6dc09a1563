using Microsoft.Extensions.Options;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>The data source of <see cref="GovernancePostgresOptions.ConnectionString"/>, made when it is first asked for and disposed with the container.</summary>
internal sealed class ConfiguredDataSource(IServiceProvider provider, IOptions<GovernancePostgresOptions> options) : IAsyncDisposable, IDisposable
{
    private readonly Lazy<PostgresDataSource?> _made = new(() => options.Value.ConnectionString is { Length: > 0 } text ? PostgresDataSource.Of(text)(provider) : null);

    internal NpgsqlDataSource? DataSource => _made.Value?.DataSource;

    public void Dispose()
    {
        if (_made.IsValueCreated)
            _made.Value?.Dispose();
    }

    public ValueTask DisposeAsync() => _made.IsValueCreated && _made.Value is { } made ? made.DisposeAsync() : default;
}
