using Enterprise.Governance.Ledger.Tests.Support;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Ledger.Tests.Stores;

public sealed class ErasureMetricTests
{
    [Fact]
    public async Task Erase_CountsValuesAndTagsNothing()
    {
        await using LedgerFiles files = new();
        using MetricRecorder metrics = new();
        using ChainLedger ledger = new(new SqliteLedgerStore(files.OpenDatabase()), new ChainSealer(LedgerFiles.DefaultRing), metrics);
        await ledger.AppendAsync("run", Reports.Event("""{"a":1,"b":2}""").WithPersonal("/a", "/b"));

        await ledger.EraseAsync("run");

        metrics.Lines.Where(static line => line.StartsWith(LedgerDiagnostics.ValuesErased, StringComparison.Ordinal)).Should().Equal("governance.ledger.values_erased 2");
    }
}
