using Enterprise.Governance.Ledger.Chain;

namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Walks a run's rows once, in order of seq, holding one row at a time.</summary>
internal sealed partial class ChainVerifier(AuditKeyRing ring, IReadOnlyList<AuditKeyRecord> records, VerifyOptions options)
{
    private readonly Dictionary<string, AuditKeyRecord> _records =
        records.DistinctBy(static r => r.Kid, StringComparer.Ordinal).ToDictionary(static r => r.Kid, StringComparer.Ordinal);

    private readonly VerifyTally? _tally = options.Progress is null ? null : new VerifyTally(options.Progress);

    internal AuditKeyRing Ring => ring;

    /// <summary>Returns the generation of a key; 0 for one that was never active, and can have made no event.</summary>
    internal long GenerationOf(string kid) => _records.TryGetValue(kid, out AuditKeyRecord? record) ? record.Generation ?? 0 : 0;

    /// <param name="snapshot">The chains.</param>
    /// <param name="anchors">The log of the same moment; <see langword="null"/> for a database without one.</param>
    /// <param name="log">What was found about the log as a whole; <see langword="null"/> if it was not looked at: then each leaf is held against what was retained.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    internal async ValueTask<VerifyReport?> VerifyAsync(ILedgerSnapshot snapshot, IAnchorSnapshot? anchors, LogReport? log, string runId, CancellationToken cancellationToken)
    {
        RunHead? head = await snapshot.ReadHeadAsync(runId, cancellationToken).ConfigureAwait(false);
        RunSubject? subject = await snapshot.ReadSubjectAsync(runId, cancellationToken).ConfigureAwait(false);
        FindingList findings = new();
        RedactionList redactions = new();
        using ChainWalk walk = new(this, runId, findings, redactions);
        AnchorCheck anchored = await AnchorCheck.BeginAsync(anchors, log is null ? options.Retained : null, runId, cancellationToken).ConfigureAwait(false);
        await using (anchored.ConfigureAwait(false))
        {
            await foreach (StoredEvent row in snapshot.ReadEventsAsync(runId, long.MinValue, cancellationToken).ConfigureAwait(false))
            {
                walk.Add(row, subject);
                if (walk.Count % VerifyTally.Step == 0)
                    _tally?.Add(0, VerifyTally.Step);
                if (anchored.IsOpen && anchored.Add(row))
                    await anchored.CheckAsync(row, findings, cancellationToken).ConfigureAwait(false);
            }

            CheckHead(head, walk.Last, walk.Generation, findings);
            bool isTruncated = head is not null && head.Seq > (walk.Last?.Seq ?? 0);
            if (!isTruncated)
                await anchored.EndAsync(walk.Last?.Seq ?? 0, walk.Last is null && head is null, findings, cancellationToken).ConfigureAwait(false);
        }

        _tally?.Add(1, walk.Count % VerifyTally.Step);
        long end = Math.Max(walk.Last?.Seq ?? 0, head?.Seq ?? 0);
        await foreach (long seq in snapshot.ReadStrayValuesAsync(runId, cancellationToken).ConfigureAwait(false))
        {
            // Within the run a gap or the truncated end has told of the event already.
            if (seq < 1 || seq > end)
                findings.Add(new VerifyFinding(seq, VerifyFindingKind.ColumnMismatch));
        }

        if (anchored.AnchoredSeq is { } covered && log?.Finding is { } kind)
            findings.Add(new VerifyFinding(covered, kind));
        if (walk.Last is null && head is null && subject is null && anchored.AnchoredSeq is null && findings.Count == 0)
            return null;
        return new VerifyReport
        {
            RunId = runId,
            Status = findings.Count > 0 ? findings.Worst : walk.Last is not null ? VerifyStatus.Intact : anchored.BundleSha256 is not null ? VerifyStatus.Archived : VerifyStatus.Empty,
            Checked = walk.Count,
            Head = head,
            Findings = findings.First,
            FindingCount = findings.Count,
            AnchoredSeq = anchored.AnchoredSeq,
            BundleSha256 = anchored.BundleSha256,
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

    internal static void CheckHead(RunHead? head, StoredEvent? last, long generation, FindingList findings)
    {
        if (last is null && head is null)
            return;
        if (head is not null && head.Seq > (last?.Seq ?? 0))
            findings.Add(new VerifyFinding((last?.Seq ?? 0) + 1, VerifyFindingKind.Truncated));
        else if (head is null || head.Seq != last!.Seq || !string.Equals(head.Hash, last.Hash, StringComparison.Ordinal) || head.KeyGeneration != generation)
            findings.Add(new VerifyFinding(last?.Seq ?? 0, VerifyFindingKind.HeadMismatch, head?.Hash));
    }
}
