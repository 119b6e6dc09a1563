using System.Collections.Immutable;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>One line of a bundle, or of the file with personal values, as it stands there.</summary>
internal abstract record BundleLine
{
    internal sealed record Header(long Events, string RunId) : BundleLine;

    internal sealed record Event(ReadOnlyMemory<byte> Canonical, string Hash, long Seq) : BundleLine;

    internal sealed record PolicySet(ReadOnlyMemory<byte>? Document, string Version) : BundleLine;

    internal sealed record Proof(string Checkpoint, ImmutableArray<MerkleHash> Inclusion, string Key, MerkleHash ContentRoot, string Hash, long Index, long Seq) : BundleLine;

    internal sealed record PersonalHeader(string RunId) : BundleLine;

    internal sealed record Personal(PersonalValue Value, long Seq) : BundleLine;
}
