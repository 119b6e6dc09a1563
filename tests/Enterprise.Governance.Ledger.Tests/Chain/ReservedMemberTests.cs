using Enterprise.Governance.Ledger.Tests.Support;

namespace Enterprise.Governance.Ledger.Tests.Chain;

public sealed class ReservedMemberTests
{
    [Fact]
    public void Commitments_AreWrittenByTheLedgerAlone_WhoeverPreparesTheEvent()
    {
        ChainSealer sealer = new(LedgerFiles.DefaultRing);
        LedgerEvent pretending = Reports.Event($$"""{"obligations":[{"type":"t","more":{"$commit":"{{new string('a', 64)}}"} }]}""");

        foreach (Func<LedgerEvent, PreparedEvent> prepare in (Func<LedgerEvent, PreparedEvent>[])[sealer.Prepare, sealer.PrepareChecked])
        {
            prepare.Invoking(p => p(pretending)).Should().Throw<LedgerException>().Where(static e => e.Code == "event_not_canonical")
                .WithMessage("*the member name `$commit` is reserved at $.obligations[0].more[\"$commit\"]*");
        }
    }
}
