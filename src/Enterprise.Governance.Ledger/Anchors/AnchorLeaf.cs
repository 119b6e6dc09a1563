using System.Globalization;
using System.Text;

namespace Enterprise.Governance.Ledger;

/// <summary>A leaf of the log of anchors: what a checkpoint commits to about one run. Immutable.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Seq">The last event that is covered.</param>
/// <param name="Hash">Its chained hash, lower-case hexadecimal.</param>
/// <param name="ContentRoot">The root of RFC 6962 over the canonical texts of events 1 to <paramref name="Seq"/>.</param>
public sealed record AnchorLeaf(string RunId, long Seq, string Hash, MerkleHash ContentRoot)
{
    /// <summary>Gets SHA-256 of the evidence bundle that took the run's place, lower-case hexadecimal; <see langword="null"/> for every leaf but a tombstone.</summary>
    public string? BundleSha256 { get; init; }

    /// <summary>Returns the leaf as it is hashed.</summary>
    /// <returns><c>governance-run-leaf/v1</c>, run, seq, hash and content root, or <c>governance-run-archived/v1</c> and the bundle's hash too; with line feeds between them and none at the end.</returns>
    public byte[] ToArray() => Encoding.UTF8.GetBytes(BundleSha256 is null
        ? string.Create(CultureInfo.InvariantCulture, $"governance-run-leaf/v1\n{RunId}\n{Seq}\n{Hash}\n{ContentRoot}")
        : string.Create(CultureInfo.InvariantCulture, $"governance-run-archived/v1\n{RunId}\n{Seq}\n{Hash}\n{ContentRoot}\n{BundleSha256}"));

    /// <summary>Returns the hash of the leaf.</summary>
    /// <returns>The leaf hash of <see cref="ToArray"/>.</returns>
    public MerkleHash GetHash() => MerkleTree.HashLeaf(ToArray());
}
