using System.Collections.Immutable;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>Keeps the first findings, counts all.</summary>
internal sealed class EvidenceFindings
{
    private readonly ImmutableArray<EvidenceFinding>.Builder _first = ImmutableArray.CreateBuilder<EvidenceFinding>();

    internal int Count { get; private set; }

    internal ImmutableArray<EvidenceFinding> First => _first.ToImmutable();

    internal void Add(long line, EvidenceFindingKind kind, string? reason = null, bool isPersonal = false)
    {
        Count++;
        if (_first.Count < EvidenceReport.MaxFindings)
            _first.Add(new EvidenceFinding(line, kind, reason, isPersonal));
    }
}
