using System.Collections.Immutable;
using System.Text;

namespace Enterprise.Governance.Ledger.Tests.Merkle;

/// <summary>Every proof of every tree up to 70 leaves, made of stored nodes; and the root by the definition of RFC 6962 section 2.1.</summary>
public sealed class MerkleProofBuilderTests
{
    private const int Max = 70;

    private static readonly byte[][] s_leaves = [.. Enumerable.Range(0, Max).Select(static i => Encoding.UTF8.GetBytes($"leaf {i}"))];

    private readonly Dictionary<MerkleNode, MerkleHash> _nodes = [];
    private readonly MerkleHash[] _roots = new MerkleHash[Max + 1];

    public MerkleProofBuilderTests()
    {
        CompactRange range = new();
        _roots[0] = range.GetRoot();
        for (int i = 0; i < Max; i++)
        {
            range.Append(MerkleTree.HashLeaf(s_leaves[i]), _nodes.Add);
            _roots[i + 1] = range.GetRoot();
        }
    }

    [Fact]
    public void Roots_AreThoseOfTheDefinition()
    {
        for (int size = 0; size <= Max; size++)
        {
            _roots[size].Should().Be(Define(s_leaves.AsSpan(0, size)));
            CompactRange.Restore(size, Join(MerkleProofBuilder.NodesOf(size))).GetRoot().Should().Be(_roots[size]);
        }
    }

    [Fact]
    public void Inclusion_OfEveryLeafInEveryTree_HoldsThereAndNowhereElse()
    {
        for (int size = 1; size <= Max; size++)
        {
            for (int index = 0; index < size; index++)
            {
                ImmutableArray<MerkleHash> proof = MerkleProofBuilder.Inclusion(index, size).Build(_nodes);
                MerkleHash leaf = MerkleTree.HashLeaf(s_leaves[index]);
                MerkleProof.VerifyInclusion(index, size, leaf, proof.AsSpan(), _roots[size]).Should().BeTrue($"{index} of {size}");
                MerkleProof.VerifyInclusion((index + 1) % size, size, leaf, proof.AsSpan(), _roots[size]).Should().Be(size == 1);
                MerkleProof.VerifyInclusion(index, size, leaf, proof.AsSpan(), _roots[size - 1]).Should().BeFalse();
            }
        }
    }

    [Fact]
    public void Consistency_OfEveryTwoTrees_HoldsForThemAndNoOther()
    {
        for (int size = 0; size <= Max; size++)
        {
            for (int old = 0; old <= size; old++)
            {
                ImmutableArray<MerkleHash> proof = MerkleProofBuilder.Consistency(old, size).Build(_nodes);
                MerkleProof.VerifyConsistency(old, size, _roots[old], _roots[size], proof.AsSpan()).Should().BeTrue($"{old} of {size}");
                MerkleProof.VerifyConsistency(old, size, _roots[(old + 1) % (Max + 1)], _roots[size], proof.AsSpan()).Should().BeFalse();
                if (old > 0 && old < size)
                    MerkleProof.VerifyConsistency(old, size, _roots[old], _roots[size - 1], proof.AsSpan()).Should().BeFalse();
            }
        }
    }

    [Fact]
    public void Restore_WrongNumberOfHashes_IsRefused()
    {
        FluentActions.Invoking(static () => CompactRange.Restore(5, new byte[32])).Should().Throw<ArgumentException>().WithMessage("a range of 5 leaves has 2 hashes of 32 bytes*");
        FluentActions.Invoking(static () => new MerkleHash(new byte[31])).Should().Throw<ArgumentException>().WithMessage("a hash has 32 bytes, not 31*");
    }

    [Fact]
    public void HashLeaf_LongData_IsThatOfTheDefinition()
    {
        foreach (int length in (int[])[2046, 2047, 2048, 2049, 100_000])
        {
            byte[] data = new byte[length];
            Random.Shared.NextBytes(data);
            MerkleTree.HashLeaf(data).ToArray().Should().Equal(System.Security.Cryptography.SHA256.HashData([0, .. data]));
        }
    }

    private byte[] Join(IEnumerable<MerkleNode> nodes) => [.. nodes.SelectMany(node => _nodes[node].ToArray())];

    private static MerkleHash Define(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.IsEmpty)
            return MerkleTree.EmptyRoot;
        if (leaves.Length == 1)
            return MerkleTree.HashLeaf(leaves[0]);
        int split = 1;
        while (split * 2 < leaves.Length)
            split *= 2;
        return MerkleTree.HashNode(Define(leaves[..split]), Define(leaves[split..]));
    }
}
