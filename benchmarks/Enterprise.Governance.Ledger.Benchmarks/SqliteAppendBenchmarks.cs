using System.Text;
using BenchmarkDotNet.Attributes;
using Enterprise.Governance.Sqlite;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Ledger.Benchmarks;

/// <summary>What does an append of 100 events cost beside inserting 100 finished rows in one durable transaction?</summary>
[MemoryDiagnoser]
public class SqliteAppendBenchmarks
{
    private const int Events = 100;

    private readonly string _directory = Directory.CreateTempSubdirectory("governance-bench-").FullName;
    private readonly LedgerEvent[] _events = [.. Enumerable.Repeat(LedgerEvent.Create("note", SampleEvents.Data(500)), Events)];
    private readonly string _text = Encoding.UTF8.GetString(SampleEvents.Data(500));
    private GovernanceSqliteDatabase _database = null!;
    private ChainLedger _ledger = null!;
    private SqliteConnection _bare = null!;
    private SqliteCommand _multiRow = null!;
    private long _next;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _database = new GovernanceSqliteDatabase(new GovernanceSqliteOptions { ConnectionString = Path.Combine(_directory, "ledger.db"), Features = SqliteFeatures.Ledger });
        _ledger = new ChainLedger(new SqliteLedgerStore(_database), new ChainSealer(MemoryRun.Ring));
        await _ledger.OpenAsync();
        _bare = new SqliteConnection($"Data Source={Path.Combine(_directory, "bare.db")};Pooling=False");
        await _bare.OpenAsync();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows (run_id TEXT, seq INTEGER, ts TEXT, type TEXT, canonical TEXT, prev_hash TEXT, hash TEXT, kid TEXT, alg TEXT, PRIMARY KEY (run_id, seq)) STRICT, WITHOUT ROWID;");
        _multiRow = _bare.CreateCommand();
        for (int i = 0; i < Events; i++)
            _multiRow.Parameters.AddWithValue($"$seq{i}", 0L);
        _multiRow.Parameters.AddWithValue("$text", _text);
        _multiRow.Parameters.AddWithValue("$hash", new string('a', 64));
        _multiRow.CommandText = $"INSERT INTO rows VALUES {string.Join(',', Enumerable.Range(0, Events).Select(static i => $"('run', $seq{i}, '2026-11-22T19:00:00.123456Z', 'note', $text, $hash, $hash, 'k0', 'sha256')"))};";
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        _ledger.Dispose();
        await _database.DisposeAsync();
        await _multiRow.DisposeAsync();
        await _bare.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(Baseline = true, Description = "bare insert, 100 rows a statement")]
    public void BareMultiRowInsert()
    {
        using SqliteTransaction transaction = _bare.BeginTransaction();
        _multiRow.Transaction = transaction;
        for (int i = 0; i < Events; i++)
            _multiRow.Parameters[i].Value = _next++;
        _multiRow.ExecuteNonQuery();
        transaction.Commit();
    }

    [Benchmark(Description = "bare insert, a row a statement")]
    public void BareInsert()
    {
        using SqliteTransaction transaction = _bare.BeginTransaction();
        using SqliteCommand command = _bare.CreateCommand();
        command.CommandText = "INSERT INTO rows VALUES ('run', $seq, '2026-11-22T19:00:00.123456Z', 'note', $text, $hash, $hash, 'k0', 'sha256');";
        SqliteParameter seq = command.Parameters.AddWithValue("$seq", 0L);
        command.Parameters.AddWithValue("$text", _text);
        command.Parameters.AddWithValue("$hash", new string('a', 64));
        for (int i = 0; i < Events; i++)
        {
            seq.Value = _next++;
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    [Benchmark(Description = "AppendBatchAsync of 100 events")]
    public async Task AppendBatchAsync() => await _ledger.AppendBatchAsync("run", _events);

    [Benchmark(Description = "100 concurrent AppendAsync")]
    public async Task AppendConcurrentlyAsync() => await Task.WhenAll(_events.Select(async e => await _ledger.AppendAsync("run", e)));

    private void Execute(string sql)
    {
        using SqliteCommand command = _bare.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
