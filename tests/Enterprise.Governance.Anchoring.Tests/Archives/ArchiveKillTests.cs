using Enterprise.Governance.Anchoring.Tests.Anchors;
using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Archives;

/// <summary>Archivists on a SQLite file.</summary>
public sealed class ArchiveKillTests(ITestOutputHelper output) : ArchiveKillConformance(output), IAsyncDisposable
{
    private readonly AnchoredDatabase _database = new();

    protected override ValueTask<(ILedgerStore Ledger, IAnchorStore Anchors, string Kind, string Location)> OpenAsync() =>
        ValueTask.FromResult((_database.Store, _database.Anchors, "sqlite", _database.File));

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
