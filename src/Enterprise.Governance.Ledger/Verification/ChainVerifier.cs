using Enterprise.Governance.Ledger.Chain;

namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Walks a run's rows once, in order of seq, holding one row at a time.</summary>
internal sealed partial class ChainVerifier(AuditKeyRing ring, IReadOnlyList<AuditKeyRecord> records, VerifyOptions options)
{
    private readonly Dictionary<string, AuditKeyRecord> _records =
        records.DistinctBy(static r => r.Kid, StringComparer.Ordinal).ToDictionary(static r => r.Kid, StringComparer.Ordinal);

    internal async ValueTask<VerifyReport?> VerifyAsync(ILedgerSnapshot snapshot, string runId, CancellationToken cancellationToken)
    {
        RunHead? head = await snapshot.ReadHeadAsync(runId, cancellationToken).ConfigureAwait(false);
        RunSubject? subject = await snapshot.ReadSubjectAsync(runId, cancellationToken).ConfigureAwait(false);
        FindingList findings = new();
        RedactionList redactions = new();
        EnvelopeReader envelopes = new();
        using ChainHasher hasher = new();
        StoredEvent? last = null;
        long count = 0, generation = 0;
        await foreach (StoredEvent row in snapshot.ReadEventsAsync(runId, long.MinValue, cancellationToken).ConfigureAwait(false))
        {
            count++;
            CheckPosition(row, last, findings);
            ReadOnlyMemory<byte> data = envelopes.FindData(row);
            CheckText(row, data, runId, findings);
            CheckHash(row, hasher, findings);
            CheckGeneration(row, ref generation, findings);
            if (row.Seq == 1 && subject is not null)
                CheckSubject(row, data, subject, findings);
            if (!data.IsEmpty)
                PersonalCheck.Check(row, data.Span, findings, redactions);
            last = row;
        }

        CheckHead(head, last, generation, findings);
        long end = Math.Max(last?.Seq ?? 0, head?.Seq ?? 0);
        await foreach (long seq in snapshot.ReadStrayValuesAsync(runId, cancellationToken).ConfigureAwait(false))
        {
            // Within the run a gap or the truncated end has told of the event already.
            if (seq < 1 || seq > end)
                findings.Add(new VerifyFinding(seq, VerifyFindingKind.ColumnMismatch));
        }

        if (last is null && head is null && subject is null && findings.Count == 0)
            return null;
        VerifyStatus status = findings.Count == 0 && last is null ? VerifyStatus.Empty : findings.Worst;
        return new VerifyReport
        {
            RunId = runId,
            Status = status,
            Checked = count,
            Head = head,
            Findings = findings.First,
            FindingCount = findings.Count,
            Redacted = redactions.First,
            RedactedCount = redactions.Count,
        };
    }

    /// <summary>The report on rows under an id that no run can have.</summary>
    internal static VerifyReport NotARun(string runId) => new()
    {
        RunId = runId,
        Status = VerifyStatus.Tampered,
        Checked = 0,
        Findings = [new VerifyFinding(0, VerifyFindingKind.ColumnMismatch)],
        FindingCount = 1,
    };

    private static void CheckPosition(StoredEvent row, StoredEvent? last, FindingList findings)
    {
        long expected = (last?.Seq ?? 0) + 1;
        if (row.Seq < 1)
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.ColumnMismatch));
        else if (row.Seq != expected)
            findings.Add(new VerifyFinding(expected, VerifyFindingKind.Gap));
        else if (!string.Equals(row.PrevHash, last?.Hash ?? "", StringComparison.Ordinal))
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.PrevMismatch, row.PrevHash, last?.Hash));
    }

    private void CheckHash(StoredEvent row, ChainHasher hasher, FindingList findings)
    {
        if (!ring.TryGet(row.Kid, out AuditKey? key))
        {
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.UnknownKey, row.Kid));
            return;
        }

        Span<byte> computed = stackalloc byte[ChainHash.Size];
        hasher.Compute(key, row.Alg, row.PrevHash, row.Canonical.Span, computed);
        Span<char> hex = stackalloc char[ChainHash.Size * 2];
        _ = Convert.TryToHexStringLower(computed, hex, out _);
        if (!AuditKeyAlgorithm.IsKnown(row.Alg) || !hex.SequenceEqual(row.Hash))
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.HashMismatch, row.Hash));
    }

    private void CheckGeneration(StoredEvent row, ref long generation, FindingList findings)
    {
        // A key without a generation was never active: it cannot have made an event.
        long own = _records.TryGetValue(row.Kid, out AuditKeyRecord? record) ? record.Generation ?? 0 : 0;
        if (own < generation || own == 0)
            findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.KeyRegression, row.Kid));
        else
            generation = own;
    }

    private static void CheckHead(RunHead? head, StoredEvent? last, long generation, FindingList findings)
    {
        if (last is null && head is null)
            return;
        if (head is not null && head.Seq > (last?.Seq ?? 0))
            findings.Add(new VerifyFinding((last?.Seq ?? 0) + 1, VerifyFindingKind.Truncated));
        else if (head is null || head.Seq != last!.Seq || !string.Equals(head.Hash, last.Hash, StringComparison.Ordinal) || head.KeyGeneration != generation)
            findings.Add(new VerifyFinding(last?.Seq ?? 0, VerifyFindingKind.HeadMismatch, head?.Hash));
    }
}
