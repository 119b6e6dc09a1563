using System.Globalization;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Stored;

/// <summary>What the stores of anchors have in common beside their SQL. Compiled into each store, so that none refers to another.</summary>
internal static class StoredAnchors
{
    /// <summary>The name of the failure that tells of a log without its row, or with an impossible size.</summary>
    internal const string Damaged = "anchor_log_damaged";

    internal static void Require(AnchorCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (commit.Leaves.IsDefaultOrEmpty)
            throw new ArgumentException("a commit has at least one leaf", nameof(commit));
    }

    /// <summary>What an append to a run is told whose events have left.</summary>
    internal const string RunArchived = "the run was archived: its events have left the database for an evidence bundle, and nothing is appended to it any more";

    internal static void RequireTombstone(AnchorCommit commit)
    {
        Require(commit);
        if (commit is not { Leaves: [{ BundleSha256: not null } leaf], Runs: [{ IsArchived: true } run] } || run.RunId != leaf.RunId)
            throw new ArgumentException("archiving commits one tombstone and the state of its run", nameof(commit));
    }

    /// <summary>Writes a time as events have it, so that texts compare as times do.</summary>
    internal static string FormatTimestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Makes a hash of what may have been forged: what has another length becomes 32 zeros, the hash of nothing.</summary>
    internal static MerkleHash ReadHash(byte[] bytes) => bytes.Length == MerkleHash.Length ? new MerkleHash(bytes) : default;

    /// <summary>Returns the stored size if it is one.</summary>
    /// <exception cref="GovernanceException">There is none, or it is negative.</exception>
    internal static long ReadSize(long? size) => size is >= 0 and { } sound ? sound : throw Missing();

    internal static GovernanceException Missing() =>
        new(Damaged, "the table `anchor_log` must have one row with a size from 0; somebody has changed it: verify the log against a checkpoint that is kept elsewhere", isTransient: false);
}
