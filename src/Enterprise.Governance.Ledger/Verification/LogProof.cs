namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Proves parts of a stored log against a head that somebody kept. Nodes that are missing prove nothing.</summary>
internal static class LogProof
{
    /// <summary>Tells whether a leaf stands in the log that the head was made of.</summary>
    internal static async ValueTask<bool> HasLeafAsync(IAnchorSnapshot anchors, IndexedAnchorLeaf leaf, LogHead head, CancellationToken cancellationToken)
    {
        MerkleProofBuilder plan = MerkleProofBuilder.Inclusion(leaf.Index, head.Size);
        MerkleNode[] nodes = [.. plan.Nodes];
        IReadOnlyDictionary<MerkleNode, MerkleHash> hashes = await anchors.ReadNodesAsync(nodes, cancellationToken).ConfigureAwait(false);
        return nodes.All(hashes.ContainsKey) && MerkleProof.VerifyInclusion(leaf.Index, head.Size, leaf.Leaf.GetHash(), plan.Build(hashes).AsSpan(), head.Root);
    }
}
