using System.Security.Cryptography;
using System.Text.Json;

namespace Enterprise.Governance.Ledger.Tests.Merkle;

/// <summary>
/// The vectors of transparency-dev/merkle. That library takes hashes of any length; here one has 32 bytes, and what has not is refused where the vector wants an error. Two vectors want none although
/// a root is no hash: another value stands for it there, the same for the same.
/// </summary>
public sealed class MerkleVectorTests
{
    [Fact]
    public void Hashing_IsThatOfRfc6962()
    {
        JsonElement vectors = Read(RepositoryFiles.Vector("merkle", "hashing.json"));
        byte[][] leaves = [.. vectors.GetProperty("leaf_inputs_hex").EnumerateArray().Select(static hex => Convert.FromHexString(hex.GetString()!))];
        string[] roots = [.. vectors.GetProperty("root_hashes_by_tree_size_hex").EnumerateArray().Select(static hex => hex.GetString()!)];
        string[][] levels = [.. vectors.GetProperty("node_hashes_by_level_hex").EnumerateArray().Select(static level => level.EnumerateArray().Select(static hex => hex.GetString()!).ToArray())];

        CompactRange range = new();
        Dictionary<MerkleNode, string> nodes = [];
        roots[0].Should().Be(range.GetRoot().ToString()).And.Be(MerkleTree.EmptyRoot.ToString());
        for (int i = 0; i < leaves.Length; i++)
        {
            range.Append(MerkleTree.HashLeaf(leaves[i]), (node, hash) => nodes.Add(node, hash.ToString()));
            range.GetRoot().ToString().Should().Be(roots[i + 1]);
        }

        for (int level = 0; level < levels.Length; level++)
        {
            for (int index = 0; index < levels[level].Length; index++)
                nodes[new MerkleNode(level, index)].Should().Be(levels[level][index], $"level {level}, index {index}");
        }
    }

    [Fact]
    public void Hashing_SingleValues_AreThoseOfTheVectors()
    {
        foreach (JsonElement single in Read(RepositoryFiles.Vector("merkle", "hashing.json")).GetProperty("single").EnumerateArray())
        {
            MerkleHash hash = single.TryGetProperty("leaf_hex", out JsonElement leaf) ? MerkleTree.HashLeaf(Convert.FromHexString(leaf.GetString()!))
                : MerkleTree.EmptyRoot;

            // One is of a node over children that are no hashes; two say in words what must differ.
            if (!single.TryGetProperty("left_hex", out _) && single.TryGetProperty("want", out JsonElement want))
                hash.ToString().Should().Be(want.GetString(), single.GetProperty("desc").GetString());
        }
    }

    [Fact]
    public void HashNode_IsNoLeaf_AndHasAnOrder()
    {
        MerkleHash left = MerkleTree.HashLeaf("a"u8), right = MerkleTree.HashLeaf("b"u8);
        MerkleTree.HashNode(left, right).Should().NotBe(MerkleTree.HashNode(right, left)).And.NotBe(MerkleTree.HashLeaf([.. left.ToArray(), .. right.ToArray()]));
    }

    [Theory]
    [MemberData(nameof(Files), "inclusion")]
    public void Inclusion(string file) => Check(file, "leafHash", "root", static (vector, leaf, root, proof) =>
        MerkleProof.VerifyInclusion(Number(vector, "leafIdx"), Number(vector, "treeSize"), leaf, proof, root));

    [Theory]
    [MemberData(nameof(Files), "subtreeinclusion")]
    public void SubtreeInclusion(string file) => Check(file, "leafHash", "root", static (vector, leaf, root, proof) =>
        MerkleProof.VerifySubtreeInclusion(Number(vector, "leafIdx"), Number(vector, "start"), Number(vector, "end"), leaf, proof, root));

    [Theory]
    [MemberData(nameof(Files), "consistency")]
    public void Consistency(string file) => Check(file, "root1", "root2", static (vector, old, root, proof) =>
        MerkleProof.VerifyConsistency(Number(vector, "size1"), Number(vector, "size2"), old, root, proof));

    [Theory]
    [MemberData(nameof(Files), "subtreeconsistency")]
    public void SubtreeConsistency(string file) => Check(file, "root1", "root2", static (vector, part, root, proof) =>
        MerkleProof.VerifySubtreeConsistency(Number(vector, "start"), Number(vector, "end"), Number(vector, "size"), part, root, proof));

    public static TheoryData<string> Files(string kind)
    {
        string root = RepositoryFiles.Vector("merkle", "transparency-dev");
        return [.. Directory.EnumerateFiles(Path.Combine(root, kind), "*.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal)];
    }

    private static void Check(string file, string first, string second, Func<JsonElement, MerkleHash, MerkleHash, MerkleHash[], bool> verify)
    {
        JsonElement vector = Read(RepositoryFiles.Vector("merkle", "transparency-dev", file));
        bool holds = TryRead(vector, first, out MerkleHash one) & TryRead(vector, second, out MerkleHash other) & TryReadProof(vector, out MerkleHash[] proof) && verify(vector, one, other, proof);
        holds.Should().Be(!vector.GetProperty("wantErr").GetBoolean());
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;

    // The vectors have numbers of 64 bits without sign; those beyond a long become negative here, and are refused as such.
    private static long Number(JsonElement vector, string name) => unchecked((long)vector.GetProperty(name).GetUInt64());

    private static bool TryReadProof(JsonElement vector, out MerkleHash[] proof)
    {
        JsonElement[] hashes = vector.GetProperty("proof").ValueKind == JsonValueKind.Null ? [] : [.. vector.GetProperty("proof").EnumerateArray()];
        proof = [.. hashes.Select(static hash => TryRead(hash, out MerkleHash read) ? read : default)];
        return hashes.All(static hash => TryRead(hash, out _));
    }

    private static bool TryRead(JsonElement vector, string name, out MerkleHash hash)
    {
        JsonElement value = vector.GetProperty(name);
        if (TryRead(value, out hash))
            return true;
        hash = new MerkleHash(SHA256.HashData(BytesOf(value)));
        return !vector.GetProperty("wantErr").GetBoolean();
    }

    private static bool TryRead(JsonElement value, out MerkleHash hash)
    {
        byte[] bytes = BytesOf(value);
        hash = bytes.Length == MerkleHash.Length ? new MerkleHash(bytes) : default;
        return bytes.Length == MerkleHash.Length;
    }

    private static byte[] BytesOf(JsonElement value) => value.ValueKind == JsonValueKind.Null ? [] : value.GetBytesFromBase64();
}
