using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>A unit of work made of static functions: commands, how their answer is read, and what follows from it.</summary>
internal sealed class PostgresUnit<TState, TAnswer, TResult>(
    string runId,
    TState state,
    Action<NpgsqlBatch, TState> add,
    Func<NpgsqlDataReader, TState, Task<TAnswer>> read,
    Func<TAnswer, PostgresChains, TState, TResult> decide,
    IReadOnlyList<long> lockKeys) : PostgresWork<TResult>(runId)
{
    private TAnswer? _answer;

    internal override IReadOnlyList<long> LockKeys => lockKeys;

    internal override bool HasCommands => true;

    internal override void AddCommands(NpgsqlBatch batch) => add(batch, state);

    internal override async Task ReadAsync(NpgsqlDataReader reader) => _answer = await read(reader, state).ConfigureAwait(false);

    internal override PostgresWork<TResult> Again() => new PostgresUnit<TState, TAnswer, TResult>(RunId, state, add, read, decide, lockKeys);

    protected override TResult Decide(PostgresChains chains) => decide(_answer!, chains, state);
}
