using Hammer.Running;
using Npgsql;

namespace Hammer.Loads.Projections;

/// <summary>The list's first page as one would write it by hand against the same table and index: no <c>as_of</c>, no next page.</summary>
internal sealed class PageByHand(string connection, string schema) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource = HammerServer.CreateDataSource(connection);
    private readonly string _sql = $"SELECT run_id, tenant, org, \"user\", state, title, tags, budget, last_seq, created_at, updated_at FROM {schema}.runs_mv "
        + "WHERE tenant = $1 ORDER BY created_at DESC NULLS LAST, run_id DESC NULLS LAST LIMIT 50";

    internal async Task<int> ReadAsync(int tenant)
    {
        await using NpgsqlCommand command = _dataSource.CreateCommand(_sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"tenant-{tenant % RunList.Tenants}" });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<Row> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(new Row(
                reader.GetString(0), reader.GetString(1), Text(reader, 2), Text(reader, 3), reader.GetString(4), Text(reader, 5), reader.GetString(6), reader.GetString(7), reader.GetInt64(8),
                reader.GetDateTime(9), reader.GetDateTime(10)));
        }

        return rows.Count;
    }

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private sealed record Row(
        string RunId, string Tenant, string? Org, string? User, string State, string? Title, string Tags, string Budget, long LastSeq, DateTime CreatedAt, DateTime UpdatedAt);
}
