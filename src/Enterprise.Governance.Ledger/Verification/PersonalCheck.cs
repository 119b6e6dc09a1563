using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger.Personal;

namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Holds the personal values stored beside an event against the commitments in it.</summary>
internal static class PersonalCheck
{
    private static readonly CanonicalJsonOptions ValueJson = new() { MaxDepth = CommittedPlaces.MaxDepth };

    /// <summary>Adds a redaction for every commitment without its value, and a finding for every value that is not the one committed to.</summary>
    internal static void Check(StoredEvent row, ReadOnlySpan<byte> data, FindingList findings, RedactionList redactions)
    {
        IReadOnlyList<CommittedPlace> committed = CommittedPlaces.Find(data);
        if (committed.Count == 0 && row.PersonalValues.IsEmpty)
            return;
        HashSet<string> stored = new(row.PersonalValues.Select(static value => value.Path), StringComparer.Ordinal);
        Dictionary<string, string> commitments = new(StringComparer.Ordinal);
        foreach (CommittedPlace place in committed)
        {
            commitments.TryAdd(place.Path, place.Commitment);
            if (!stored.Contains(place.Path))
                redactions.Add(new RedactedValue(row.Seq, place.Path));
        }

        foreach (PersonalValue value in row.PersonalValues)
        {
            bool isCommitted = commitments.TryGetValue(value.Path, out string? commitment) && value.Matches(commitment);
            if (!isCommitted || !CanonicalJson.IsCanonical(value.Value.Span, ValueJson))
                findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.ColumnMismatch));
        }
    }
}
