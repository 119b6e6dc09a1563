using Hammer.Running;
using Npgsql;

namespace Hammer.Loads.Projections;

/// <summary>Looks at the server again and again: who waits for a lock that a refresher holds.</summary>
internal sealed class LockSampler : IAsyncDisposable
{
    private const string Sql =
        """
        SELECT count(*) FILTER (WHERE w.application_name LIKE 'refresher %'),
               string_agg(w.application_name || ' (' || w.wait_event || '): ' || left(w.query, 80), '; ') FILTER (WHERE w.application_name NOT LIKE 'refresher %')
        FROM (SELECT pid, application_name, wait_event, query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') w
        WHERE EXISTS (SELECT FROM unnest(pg_blocking_pids(w.pid)) AS b JOIN pg_stat_activity r ON r.pid = b WHERE r.application_name LIKE 'refresher %')
        """;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sampling;

    internal LockSampler(HammerServer server) => _sampling = SampleAsync(server.DataSource);

    internal int Samples { get; private set; }

    /// <summary>Gets how often a refresher was seen waiting for another: what shows that waiting is seen.</summary>
    internal long Refreshers { get; private set; }

    /// <summary>Gets who else was seen waiting for a refresher.</summary>
    internal List<string> Others { get; } = [];

    /// <summary>Ends sampling; then the counts stand.</summary>
    internal async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _sampling;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task SampleAsync(NpgsqlDataSource dataSource)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync();
        while (!_stopping.IsCancellationRequested)
        {
            await using NpgsqlCommand command = new(Sql, connection);
            await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync())
            {
                await reader.ReadAsync();
                Samples++;
                Refreshers += reader.GetInt64(0);
                if (!reader.IsDBNull(1))
                    Others.Add(reader.GetString(1));
            }

            await Task.Delay(5);
        }
    }
}
