using System.Collections.Immutable;
using System.Text;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring;

/// <summary>The right edge of the log, and what is to be appended to it.</summary>
internal sealed class LogTail
{
    private readonly CompactRange _range;
    private readonly List<AnchorLeaf> _leaves = [];
    private readonly List<AnchoredRun> _runs = [];
    private readonly List<KeyValuePair<MerkleNode, MerkleHash>> _nodes = [];
    private long _committed;

    private LogTail(CompactRange range) => (_range, _committed) = (range, range.Size);

    /// <summary>Gets the number of leaves that have been handed out to be stored.</summary>
    internal long Size => _committed;

    internal int PendingLeaves => _leaves.Count;

    internal long PendingEvents { get; private set; }

    /// <summary>Reads where the log stands, and requires that this is where its last checkpoint, signed by a key that is known, left it: an operator could else have a forged log signed.</summary>
    internal static async ValueTask<LogTail> ReadAsync(IAnchorSnapshot snapshot, IReadOnlyCollection<NoteVerifierKey> keys, long largestSize, CancellationToken cancellationToken)
    {
        long size = await snapshot.ReadSizeAsync(cancellationToken).ConfigureAwait(false);
        if (size < largestSize)
            throw new GovernanceException("log_rollback", $"the log of anchors has {size} leaves and had {largestSize}: the database was set back; `governance verify --all --checkpoint FILE` tells more");
        IReadOnlyList<MerkleNode> nodes = MerkleProofBuilder.NodesOf(Math.Max(0, size));
        IReadOnlyDictionary<MerkleNode, MerkleHash> hashes = await snapshot.ReadNodesAsync(nodes, cancellationToken).ConfigureAwait(false);
        StoredCheckpoint? stored = await snapshot.ReadCheckpointAsync(null, cancellationToken).ConfigureAwait(false);
        if (size < 0 || !nodes.All(hashes.ContainsKey))
            throw Forked("nodes of the tree are missing");
        CompactRange range = CompactRange.Restore(size, [.. nodes.SelectMany(node => hashes[node].ToArray())]);
        if (stored is null)
            return size == 0 ? new LogTail(range) : throw Forked("it has leaves and no checkpoint");
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(stored.Note), out SignedNote? note, out _) || !Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint))
            throw Forked("its last checkpoint is none");
        if (!note.Verify(keys).Holds)
            throw Forked("its last checkpoint is signed by none of the known keys");
        if (checkpoint.Size != size || checkpoint.Root != range.GetRoot())
            throw Forked("its root is not that of its last checkpoint");
        return new LogTail(range);
    }

    internal void Append(AnchorStep step)
    {
        AnchorLeaf leaf = step.Leaf!;
        _runs.Add(new AnchoredRun(leaf.RunId, leaf.Seq, leaf.Hash, step.ContentRange, _range.Size, leaf.BundleSha256 is not null));
        _leaves.Add(leaf);
        _range.Append(leaf.GetHash(), (node, hash) => _nodes.Add(new(node, hash)));
        PendingEvents += step.Events;
    }

    /// <summary>Hands out what is pending, with a signed checkpoint over it.</summary>
    internal AnchorCommit Take(string holder, NoteSigningKey key)
    {
        MerkleHash root = _range.GetRoot();
        AnchorCommit commit = new()
        {
            Holder = holder,
            ExpectedSize = _committed,
            Leaves = [.. _leaves],
            Nodes = [.. _nodes],
            Runs = [.. _runs],
            Root = root,
            Note = SignedNote.Sign(new Checkpoint(key.VerifierKey.Name, _range.Size, root).ToString(), key).ToString(),
        };
        _leaves.Clear();
        _nodes.Clear();
        _runs.Clear();
        (PendingEvents, _committed) = (0, _range.Size);
        return commit;
    }

    private static GovernanceException Forked(string problem) =>
        new("log_fork", $"the log of anchors is not as it was left: {problem}; `governance verify --all --checkpoint FILE` tells more, and nothing is appended until it is as it was");
}
