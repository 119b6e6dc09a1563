using Enterprise.Governance.Ledger.Tests.Support;
using Enterprise.Governance.Ledger.Verification;

namespace Enterprise.Governance.Ledger.Tests.Verification;

public sealed class StreamingTests
{
    [Fact]
    public async Task Verify_LongRun_HoldsAHandfulOfRows()
    {
        ChainSealer sealer = new(LedgerFiles.DefaultRing);
        AuditKeyRecord[] records = [.. sealer.DescribeKeys().Select(static r => r with { Generation = 1 })];
        sealer.Activate(records);
        SealedEvents events = sealer.Seal("run", null, [.. Enumerable.Range(0, 5_000).Select(_ => sealer.Prepare(Reports.Event()))], () => records);
        MemorySnapshot snapshot = new(events.Rows, records, events.Head);

        VerifyReport? report = await new ChainVerifier(LedgerFiles.DefaultRing, records, VerifyOptions.Default).VerifyAsync(snapshot, null, null, "run", default);

        (report!.Status, report.Checked).Should().Be((VerifyStatus.Intact, 5_000L));
        snapshot.MostAlive.Should().BeInRange(1, 10);
    }
}
