using Enterprise.Governance.Ledger.Verification;

namespace Enterprise.Governance.Ledger;

/// <summary>Verifies what is new of a run since its last leaf, and makes the next one; or a whole run, in a view that somebody has open. For the anchorer and for evidence; thread-safe.</summary>
/// <param name="keys">The audit keys.</param>
public sealed class AnchorVerifier(AuditKeyRing keys)
{
    private readonly AuditKeyRing _keys = keys ?? throw new ArgumentNullException(nameof(keys));

    /// <summary>Verifies the events behind the last leaf, up to the head.</summary>
    /// <param name="snapshot">Chains and log of one moment.</param>
    /// <param name="records">The database's keys.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The next leaf; or, if anything is wrong, the report that says so.</returns>
    public async ValueTask<AnchorStep> ExtendAsync(IAnchorSnapshot snapshot, IReadOnlyList<AuditKeyRecord> records, PendingRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(run);
        FindingList findings = new();
        RunSubject? subject = run.Anchored is null ? await snapshot.Ledger.ReadSubjectAsync(run.RunId, cancellationToken).ConfigureAwait(false) : null;
        using ChainWalk walk = new(new ChainVerifier(_keys, records, VerifyOptions.Default), run.RunId, findings, new RedactionList());
        CompactRange? content = ContentOf(run.Anchored);
        await foreach (StoredEvent row in snapshot.Ledger.ReadEventsAsync(run.RunId, run.Anchored?.Seq ?? long.MinValue, cancellationToken).ConfigureAwait(false))
        {
            if (walk.Last is null && run.Anchored is { } anchored)
            {
                // Where the log stands: what comes next must follow from this very row.
                if (content is null || row.Seq != anchored.Seq || row.Hash != anchored.Hash)
                    findings.Add(new VerifyFinding(anchored.Seq, VerifyFindingKind.AnchorMismatch));
                walk.Begin(row);
                continue;
            }

            walk.Add(row, subject);
            content?.Append(MerkleTree.HashLeaf(row.Canonical.Span));
        }

        ChainVerifier.CheckHead(run.Head, walk.Last, walk.Generation, findings);
        if (findings.Count == 0 && content is not null && walk.Last is { } last)
            return new AnchorStep(new AnchorLeaf(run.RunId, last.Seq, last.Hash, content.GetRoot()), content.ToArray(), walk.Count, null);
        VerifyReport refused = new()
        {
            RunId = run.RunId,
            Status = findings.Worst,
            Checked = walk.Count,
            Head = run.Head,
            Findings = findings.First,
            FindingCount = findings.Count,
            AnchoredSeq = run.Anchored?.Seq,
        };
        return new AnchorStep(null, default, walk.Count, refused);
    }

    /// <summary>Verifies a run as <see cref="ILedger.VerifyAsync"/> does.</summary>
    /// <param name="snapshot">Chains and log of one moment.</param>
    /// <param name="runId">The run.</param>
    /// <param name="options">How deep to look, and what somebody kept of the log.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The report; <see langword="null"/> if there is no such run.</returns>
    public async ValueTask<VerifyReport?> VerifyAsync(IAnchorSnapshot snapshot, string runId, VerifyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(options);
        ChainVerifier verifier = new(_keys, await snapshot.Ledger.ReadKeysAsync(cancellationToken).ConfigureAwait(false), options);
        return await verifier.VerifyAsync(snapshot.Ledger, snapshot, null, runId, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The range; nothing if what is stored cannot be one.</returns>
    private static CompactRange? ContentOf(AnchoredRun? anchored)
    {
        if (anchored is null)
            return new CompactRange();
        return anchored.Seq >= 0 && anchored.ContentRange.Length == System.Numerics.BitOperations.PopCount((ulong)anchored.Seq) * MerkleHash.Length
            ? CompactRange.Restore(anchored.Seq, anchored.ContentRange.Span)
            : null;
    }
}
