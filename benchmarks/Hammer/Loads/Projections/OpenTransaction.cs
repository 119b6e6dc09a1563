using Enterprise.Governance.Ledger;
using Npgsql;

namespace Hammer.Loads.Projections;

/// <summary>A host's transaction that appends to one run, changes the row of another and says so, and stays open.</summary>
internal sealed class OpenTransaction : IAsyncDisposable
{
    private const string NewTitle = "Changed by the host";

    private readonly RunList _list;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _appended, _changed;

    private OpenTransaction(RunList list, NpgsqlConnection connection, NpgsqlTransaction transaction, string appended, string changed) =>
        (_list, _connection, _transaction, _appended, _changed) = (list, connection, transaction, appended, changed);

    internal static async Task<OpenTransaction> BeginAsync(RunList list, string name)
    {
        (string appended, string changed) = ($"open-appended-{name}", $"open-changed-{name}");
        await list.CreateAsync(appended, 0);
        await list.CreateAsync(changed, 0);
        NpgsqlConnection connection = await list.Writers.OpenConnectionAsync();
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        OpenTransaction open = new(list, connection, transaction, appended, changed);
        await list.Ledger.AppendAsync(transaction, appended, LedgerEvent.Create("host.noted"));
        await using NpgsqlCommand change = new("UPDATE governance.runs SET title = $1 WHERE run_id = $2", connection, transaction) { Parameters = { new() { Value = NewTitle }, new() { Value = changed } } };
        await change.ExecuteNonQueryAsync();
        await list.Projections.MarkDirtyAsync(RunList.Name, [changed], transaction);
        return open;
    }

    /// <summary>Says what the list shows of the transaction: nothing, both changes, or one of them.</summary>
    internal async Task<(bool Appended, bool Changed)> LookAsync() => ((await _list.FindAsync(_appended)).Seq == 2, (await _list.FindAsync(_changed)).Title == NewTitle);

    internal Task CommitAsync() => _transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
