namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Computes the roots of a log from its leaves, one by one, and holds them against the stored checkpoint and against what somebody kept.</summary>
internal static class LogVerifier
{
    internal static async ValueTask<LogReport> VerifyAsync(IAnchorSnapshot anchors, LogHead? retained, CancellationToken cancellationToken)
    {
        long size = await anchors.ReadSizeAsync(cancellationToken).ConfigureAwait(false);
        StoredCheckpoint? checkpoint = await anchors.ReadCheckpointAsync(null, cancellationToken).ConfigureAwait(false);
        if (retained is not null && size < retained.Size)
            return new LogReport(size, checkpoint?.Size, VerifyFindingKind.LogRollback, retained.Size);
        LogHead[] heads = [.. new[] { retained, checkpoint is null ? null : new LogHead(checkpoint.Size, checkpoint.Root) }.OfType<LogHead>().OrderBy(static head => head.Size)];
        CompactRange range = new();
        int next = 0;
        if (!Agree())
            return Fork();
        await foreach (IndexedAnchorLeaf leaf in anchors.ReadLeavesAsync(0, cancellationToken).ConfigureAwait(false))
        {
            // Where a leaf is missing, all that follows stands at the wrong place.
            if (leaf.Index != range.Size)
                return Fork();
            range.Append(leaf.Leaf.GetHash());
            if (!Agree())
                return Fork();
        }

        // Every commit has a checkpoint, so leaves behind the largest are somebody else's.
        return range.Size == size && next == heads.Length && size == (checkpoint?.Size ?? 0) ? new LogReport(size, checkpoint?.Size) : Fork();

        bool Agree()
        {
            for (; next < heads.Length && heads[next].Size == range.Size; next++)
            {
                if (heads[next].Root != range.GetRoot())
                    return false;
            }

            return true;
        }

        LogReport Fork() => new(size, checkpoint?.Size, VerifyFindingKind.LogFork, next < heads.Length ? heads[next].Size : size);
    }
}
