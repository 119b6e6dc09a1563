using System.Collections.Immutable;

namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Keeps the first redactions, counts all.</summary>
internal sealed class RedactionList
{
    private readonly ImmutableArray<RedactedValue>.Builder _first = ImmutableArray.CreateBuilder<RedactedValue>();

    internal long Count { get; private set; }

    internal ImmutableArray<RedactedValue> First => _first.ToImmutable();

    internal void Add(RedactedValue redacted)
    {
        Count++;
        if (_first.Count < VerifyReport.MaxRedacted)
            _first.Add(redacted);
    }
}
