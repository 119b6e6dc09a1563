using System.Collections.Immutable;

namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Keeps the first findings, counts all, remembers the worst status.</summary>
internal sealed class FindingList
{
    private readonly ImmutableArray<VerifyFinding>.Builder _first = ImmutableArray.CreateBuilder<VerifyFinding>();

    internal int Count { get; private set; }

    internal VerifyStatus Worst { get; private set; } = VerifyStatus.Intact;

    internal ImmutableArray<VerifyFinding> First => _first.ToImmutable();

    internal void Add(VerifyFinding finding)
    {
        Count++;
        if (_first.Count < VerifyReport.MaxFindings)
            _first.Add(finding);
        VerifyStatus status = finding.Kind switch
        {
            VerifyFindingKind.Truncated => VerifyStatus.Truncated,
            VerifyFindingKind.MissingRun => VerifyStatus.Missing,
            VerifyFindingKind.UnknownKey => VerifyStatus.UnknownKey,
            _ => VerifyStatus.Tampered,
        };
        if (status < Worst)
            Worst = status;
    }
}
