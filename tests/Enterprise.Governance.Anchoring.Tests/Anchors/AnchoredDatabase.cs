using System.Text;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;
using Enterprise.Governance.TestSupport;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Anchoring.Tests.Anchors;

/// <summary>Chains and log in a SQLite file, made by the libraries, and by hands that should not have touched it.</summary>
internal sealed class AnchoredDatabase : IAsyncDisposable
{
    internal const string Secret = "a-test-secret-of-at-least-32-bytes!";

    private readonly string _directory = Directory.CreateTempSubdirectory("governance-anchors").FullName;
    private readonly NoteSigningKey _key = NoteSigningKey.Generate("example.com/log");
    private GovernanceSqliteDatabase _database;

    internal AnchoredDatabase() => _database = Open();

    internal static AuditKeyRing Ring { get; } = new(new AuditKey("k0", Secret));

    internal string File => Path.Combine(_directory, "governance.db");

    internal string Folder => _directory;

    internal NoteSigningKey Key => _key;

    internal IAnchorStore Anchors => new SqliteAnchorStore(_database);

    internal ILedgerStore Store => new SqliteLedgerStore(_database);

    internal ChainLedger Ledger => new(Store, new ChainSealer(Ring), anchors: Anchors);

    internal Anchorer CreateAnchorer(params ICheckpointSink[] sinks) => CreateAnchorer(static _ => { }, sinks);

    internal Anchorer CreateAnchorer(Action<AnchoringOptions> configure, params ICheckpointSink[] sinks)
    {
        AnchoringOptions options = new() { SigningKey = _key.Export() };
        foreach (ICheckpointSink sink in sinks)
            options.Sinks.Add(sink);
        configure(options);
        return new Anchorer(Anchors, Ring, options);
    }

    /// <summary>Appends events to a run, numbered from where it stands.</summary>
    internal async Task AppendAsync(string runId, int events)
    {
        using ChainLedger ledger = Ledger;
        long seq = (await ledger.GetHeadAsync(runId))?.Seq ?? 0;
        for (int i = 1; i <= events; i++)
            await ledger.AppendAsync(runId, LedgerEvent.Create("test.happened", Encoding.UTF8.GetBytes($$"""{"n":{{seq + i}}}""")));
    }

    /// <summary>Anchors everything and returns the head that a checkpoint states, as somebody would keep it.</summary>
    internal async Task<LogHead> AnchorAsync()
    {
        using Anchorer anchorer = CreateAnchorer();
        await anchorer.RunAsync();
        return await ReadHeadAsync();
    }

    internal async Task<LogHead> ReadHeadAsync()
    {
        await using IAnchorSnapshot snapshot = await Anchors.OpenSnapshotAsync(default);
        StoredCheckpoint stored = (await snapshot.ReadCheckpointAsync(null, default))!;
        return new LogHead(stored.Size, stored.Root);
    }

    internal async Task<VerifyReport?> VerifyAsync(string runId, LogHead? retained = null)
    {
        using ChainLedger ledger = Ledger;
        return await ledger.VerifyAsync(runId, new VerifyOptions { Retained = retained });
    }

    internal async Task<Dictionary<string, VerifyReport>> VerifyAllAsync(LogHead? retained = null)
    {
        using ChainLedger ledger = Ledger;
        return await ledger.VerifyAllAsync(new VerifyOptions { Retained = retained }).ToDictionaryAsync(static report => report.RunId);
    }

    internal async Task<LogReport?> VerifyLogAsync(LogHead? retained = null)
    {
        using ChainLedger ledger = Ledger;
        return await ledger.VerifyLogAsync(new VerifyOptions { Retained = retained });
    }

    /// <summary>Runs statements as somebody would who owns the database: its fences fall first.</summary>
    internal void Forge(string sql) => OwnedSqlite.Forge(File, sql);

    /// <summary>Copies the database as it stands; <see cref="RestoreAsync"/> puts it back.</summary>
    internal async Task<string> CopyAsync()
    {
        string copy = Path.Combine(_directory, "copy.db");
        await _database.DisposeAsync();
        SqliteConnection.ClearAllPools();
        using (SqliteConnection source = new($"Data Source={File};Pooling=False"))
        using (SqliteConnection target = new($"Data Source={copy};Pooling=False"))
        {
            source.Open();
            target.Open();
            source.BackupDatabase(target);
        }

        _database = Open();
        return copy;
    }

    internal async Task RestoreAsync(string copy)
    {
        await _database.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (string file in System.IO.Directory.EnumerateFiles(_directory, "governance.db*"))
            System.IO.File.Delete(file);
        System.IO.File.Copy(copy, File);
        _database = Open();
    }

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await _database.DisposeAsync();
        SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    private GovernanceSqliteDatabase Open() => new(new GovernanceSqliteOptions { ConnectionString = File, Features = SqliteFeatures.All });
}
