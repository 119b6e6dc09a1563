using Enterprise.Governance.Ledger.Chain;

namespace Enterprise.Governance.Ledger.Verification;

/// <summary>The rows of one run, checked as they go by: position, link, columns, hash, key and personal values.</summary>
internal sealed class ChainWalk(ChainVerifier verifier, string runId, FindingList findings, RedactionList redactions) : IDisposable
{
    private readonly EnvelopeReader _envelopes = new();
    private readonly ChainHasher _hasher = new();

    // Of the event before: nearly always the key of the next one too.
    private string? _kid;
    private AuditKey? _key;
    private long _keyGeneration;

    /// <summary>Gets the row that came last.</summary>
    internal StoredEvent? Last { get; private set; }

    /// <summary>Gets how many rows came.</summary>
    internal long Count { get; private set; }

    /// <summary>Gets the generation of the newest key so far.</summary>
    internal long Generation { get; private set; }

    public void Dispose() => _hasher.Dispose();

    /// <summary>Takes a row from which the walk goes on; what stands before it has been checked before.</summary>
    internal void Begin(StoredEvent row)
    {
        Last = row;
        Generation = verifier.GenerationOf(row.Kid);
    }

    internal void Add(StoredEvent row, RunSubject? subject)
    {
        Count++;
        CheckPosition(row);
        ReadOnlyMemory<byte> data = _envelopes.FindData(row);
        verifier.CheckText(row, data, runId, findings);
        FindKey(row.Kid);
        CheckHash(row);
        CheckGeneration(row);
        if (row.Seq == 1 && subject is not null)
            ChainVerifier.CheckSubject(row, data, subject, findings);
        if (!data.IsEmpty)
            PersonalCheck.Check(row, data.Span, findings, redactions);
        Last = row;
    }

    private void CheckPosition(StoredEvent row)
    {
        long expected = (Last?.Seq ?? 0) + 1;
        if (row.Seq < 1)
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.ColumnMismatch));
        else if (row.Seq != expected)
            findings.Add(new VerifyFinding(expected, VerifyFindingKind.Gap));
        else if (!string.Equals(row.PrevHash, Last?.Hash ?? "", StringComparison.Ordinal))
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.PrevMismatch, row.PrevHash, Last?.Hash));
    }

    private void FindKey(string kid)
    {
        if (kid == _kid)
            return;
        _kid = kid;
        verifier.Ring.TryGet(kid, out _key);
        _keyGeneration = verifier.GenerationOf(kid);
    }

    private void CheckHash(StoredEvent row)
    {
        if (_key is not { } key)
        {
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.UnknownKey, row.Kid));
            return;
        }

        Span<byte> computed = stackalloc byte[ChainHasher.Size];
        _hasher.Compute(key, row.Alg, row.PrevHash, row.Canonical.Span, computed);
        Span<char> hex = stackalloc char[ChainHasher.Size * 2];
        _ = Convert.TryToHexStringLower(computed, hex, out _);
        if (!AuditKeyAlgorithm.IsKnown(row.Alg) || !hex.SequenceEqual(row.Hash))
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.HashMismatch, row.Hash));
    }

    private void CheckGeneration(StoredEvent row)
    {
        // A key without a generation was never active: it cannot have made an event.
        if (_keyGeneration < Generation || _keyGeneration == 0)
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.KeyRegression, row.Kid));
        else
            Generation = _keyGeneration;
    }
}
