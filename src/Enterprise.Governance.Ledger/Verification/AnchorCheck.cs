namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Holds a run's content against the leaves that the log has of it, while its rows go by. Without a log, or without leaves, it costs nothing.</summary>
internal sealed class AnchorCheck : IAsyncDisposable
{
    private readonly IAnchorSnapshot? _anchors;
    private readonly LogHead? _retained;
    private readonly IAsyncEnumerator<IndexedAnchorLeaf>? _leaves;
    private readonly CompactRange _content = new();
    private IndexedAnchorLeaf? _next;

    private AnchorCheck(IAnchorSnapshot? anchors, LogHead? retained, string runId, CancellationToken cancellationToken)
    {
        _anchors = anchors;
        _retained = retained;
        _leaves = anchors?.ReadLeavesOfAsync(runId, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Gets the last event that a leaf covers and agrees with.</summary>
    internal long? AnchoredSeq { get; private set; }

    /// <summary>Gets SHA-256 of the bundle that the events left for, if the last leaf says so and they have.</summary>
    internal string? BundleSha256 { get; private set; }

    /// <param name="anchors">The log; <see langword="null"/> for a database without one.</param>
    /// <param name="retained">What somebody kept of the log, against which every leaf is proved; <see langword="null"/> if nobody did, or the log as a whole has been held against it.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    internal static async ValueTask<AnchorCheck> BeginAsync(IAnchorSnapshot? anchors, LogHead? retained, string runId, CancellationToken cancellationToken)
    {
        AnchorCheck check = new(anchors, retained, runId, cancellationToken);
        await check.MoveAsync().ConfigureAwait(false);
        return check;
    }

    /// <summary>Gets whether there is a leaf that covers rows to come.</summary>
    internal bool IsOpen => _next is not null;

    /// <summary>Takes the next row; the caller has checked its position.</summary>
    /// <returns>Whether a leaf covers it, or should: then <see cref="CheckAsync"/> is next.</returns>
    internal bool Add(StoredEvent row)
    {
        _content.Append(MerkleTree.HashLeaf(row.Canonical.Span));
        return _next is { } leaf && leaf.Leaf.Seq <= row.Seq;
    }

    /// <summary>Holds the run, up to the row that came last, against the leaves that cover no more.</summary>
    internal async ValueTask CheckAsync(StoredEvent row, FindingList findings, CancellationToken cancellationToken)
    {
        while (_next is { } leaf && leaf.Leaf.Seq <= row.Seq)
        {
            // Behind a tombstone no rows may stand, not even those that it is about.
            if (leaf.Leaf.BundleSha256 is not null || leaf.Leaf.Seq != row.Seq || leaf.Leaf.Hash != row.Hash || leaf.Leaf.ContentRoot != _content.GetRoot())
                findings.Add(new VerifyFinding(row.Seq, VerifyFindingKind.AnchorMismatch));
            else
                AnchoredSeq = row.Seq;
            await ProveAsync(leaf, findings, cancellationToken).ConfigureAwait(false);
            await MoveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Tells that there are no more rows.</summary>
    /// <param name="last">The last seq that there is, 0 without rows.</param>
    /// <param name="isGone">Whether there is neither a row nor a head.</param>
    /// <param name="findings">Receives what is wrong.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    internal async ValueTask EndAsync(long last, bool isGone, FindingList findings, CancellationToken cancellationToken)
    {
        bool isShort = _next is not null;
        while (_next is { } leaf)
        {
            BundleSha256 = leaf.Leaf.BundleSha256;
            AnchoredSeq = leaf.Leaf.Seq;
            await ProveAsync(leaf, findings, cancellationToken).ConfigureAwait(false);
            if (BundleSha256 is not null && isGone)
                await RequireCheckpointAsync(leaf, findings, cancellationToken).ConfigureAwait(false);
            await MoveAsync().ConfigureAwait(false);
        }

        if (isShort && !(isGone && BundleSha256 is not null))
            findings.Add(new VerifyFinding(last + 1, isGone ? VerifyFindingKind.MissingRun : VerifyFindingKind.Truncated));
        if (!isGone)
            BundleSha256 = null;
    }

    public ValueTask DisposeAsync() => _leaves?.DisposeAsync() ?? default;

    private async ValueTask MoveAsync() => _next = _leaves is not null && await _leaves.MoveNextAsync().ConfigureAwait(false) ? _leaves.Current : null;

    /// <summary>Requires that a checkpoint states the tombstone: nothing else is left of the run that it could be held against.</summary>
    private async ValueTask RequireCheckpointAsync(IndexedAnchorLeaf leaf, FindingList findings, CancellationToken cancellationToken)
    {
        StoredCheckpoint? stored = leaf.Index < 0 ? null : await _anchors!.ReadCheckpointOverAsync(leaf.Index, cancellationToken).ConfigureAwait(false);
        if (stored is null || !await LogProof.HasLeafAsync(_anchors!, leaf, new LogHead(stored.Size, stored.Root), cancellationToken).ConfigureAwait(false))
            findings.Add(new VerifyFinding(leaf.Leaf.Seq, VerifyFindingKind.LogFork));
    }

    private async ValueTask ProveAsync(IndexedAnchorLeaf leaf, FindingList findings, CancellationToken cancellationToken)
    {
        if (_retained is null || leaf.Index >= _retained.Size)
            return;
        if (leaf.Index < 0 || !await LogProof.HasLeafAsync(_anchors!, leaf, _retained, cancellationToken).ConfigureAwait(false))
            findings.Add(new VerifyFinding(leaf.Leaf.Seq, VerifyFindingKind.LogFork));
    }
}
