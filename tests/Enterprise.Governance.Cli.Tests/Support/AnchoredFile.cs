using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.TestSupport;

namespace Enterprise.Governance.Cli.Tests;

/// <summary>Chains and log in a SQLite file; the tool anchors, and the checkpoints are kept in files as a user keeps them.</summary>
internal sealed class AnchoredFile : IDisposable
{
    internal const string Origin = "example.com/log";

    private readonly TemporaryDirectory _directory = new();

    internal AnchoredFile()
    {
        Tool = new Tool { Environment = new() { ["AUDIT_SECRET"] = Tool.Secret, ["GOVERNANCE_CONNECTION"] = Database, ["GOVERNANCE_SIGNING_KEY"] = Key.Export() } };
    }

    internal Tool Tool { get; }

    internal NoteSigningKey Key { get; } = NoteSigningKey.Generate(Origin);

    internal string VerifierKey => Key.VerifierKey.ToString();

    internal string Database => _directory.File("audit.db");

    internal string File(string name) => _directory.File(name);

    internal string Write(string name, string text) => _directory.Write(name, text);

    internal Task AppendAsync(string runId, int events) => LedgerFile.AppendAsync(Database, new AuditKeyRing(new AuditKey("k0", Tool.Secret)), runId, events);

    /// <summary>Anchors what has changed and keeps the checkpoint in a file.</summary>
    internal async Task<string> KeepAsync(string name)
    {
        ToolResult result = await Tool.RunAsync("checkpoint", "--anchor");
        result.Code.Should().Be(0, result.Error);
        await System.IO.File.WriteAllBytesAsync(_directory.File(name), result.Bytes);
        return _directory.File(name);
    }

    /// <summary>Runs statements as somebody would who owns the database: its fences fall first.</summary>
    internal void Forge(string sql) => OwnedSqlite.Forge(Database, sql);

    /// <summary>Removes a run with all of its traces in the chains.</summary>
    internal void RemoveRun(string runId) => Forge($"DELETE FROM run_events WHERE run_id = '{runId}'; DELETE FROM run_heads WHERE run_id = '{runId}'; DELETE FROM run_append_keys WHERE run_id = '{runId}';");

    /// <summary>Removes the log, so that it can be made anew to fit the chains.</summary>
    internal void RemoveLog() => Forge("DELETE FROM anchor_leaves; DELETE FROM anchor_nodes; DELETE FROM anchor_runs; DELETE FROM anchor_checkpoints; UPDATE anchor_log SET size = 0;");

    public void Dispose()
    {
        Key.Dispose();
        _directory.Dispose();
    }
}
