using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>A commit as the parameters of <c>anchor_append</c>, or of <c>archive_run</c>.</summary>
internal static class PostgresAnchorCommand
{
    internal const string Append =
        """
        SELECT {schema}.anchor_append($1, $2, $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::text[],
            $11::text[], $12::bigint[], $13::text[], $14::text[], $15::bigint[], $16::boolean[], $17, $18, $19, $20)
        """;

    internal const string Archive = "SELECT {schema}.archive_run($1, $2, $3, $4, $5, $6, $7, $8, $9::bigint[], $10::bigint[], $11::text[], $12, $13, $14, $15, $16)";

    internal static void FillArchive(NpgsqlBatchCommand command, GovernancePostgresDatabase database, AnchorCommit commit, long personalValues)
    {
        AnchorLeaf tombstone = commit.Leaves[0];
        command
            .AddText(commit.Holder).AddBigint(commit.ExpectedSize)
            .AddText(tombstone.RunId).AddBigint(tombstone.Seq).AddText(tombstone.Hash).AddText(tombstone.ContentRoot.ToString()).AddText(tombstone.BundleSha256).AddBigint(personalValues)
            .AddBigints(commit.Nodes.Select(static node => (long)node.Key.Level)).AddBigints(commit.Nodes.Select(static node => node.Key.Index)).AddTexts(commit.Nodes.Select(static node => node.Value.ToString()))
            .AddText(Convert.ToHexStringLower(commit.Runs[0].ContentRange.Span)).AddBytes(commit.Root.ToArray()).AddText(commit.Note).AddText(database.LockTimeoutText).AddTime(database.Now);
    }

    internal static ArchiveStatus ParseStatus(string text) => text switch
    {
        "archived" => ArchiveStatus.Archived,
        "run_open" => ArchiveStatus.RunOpen,
        "log_moved" => ArchiveStatus.LogMoved,
        _ => ArchiveStatus.RunMoved,
    };

    internal static void Fill(NpgsqlBatchCommand command, GovernancePostgresDatabase database, AnchorCommit commit) => command
        .AddText(commit.Holder).AddBigint(commit.ExpectedSize)
        .AddTexts(commit.Leaves.Select(static leaf => leaf.RunId)).AddBigints(commit.Leaves.Select(static leaf => leaf.Seq)).AddTexts(commit.Leaves.Select(static leaf => leaf.Hash))
        .AddTexts(commit.Leaves.Select(static leaf => leaf.ContentRoot.ToString())).AddTexts(commit.Leaves.Select(static leaf => leaf.BundleSha256 ?? ""))
        .AddBigints(commit.Nodes.Select(static node => (long)node.Key.Level)).AddBigints(commit.Nodes.Select(static node => node.Key.Index)).AddTexts(commit.Nodes.Select(static node => node.Value.ToString()))
        .AddTexts(commit.Runs.Select(static run => run.RunId)).AddBigints(commit.Runs.Select(static run => run.Seq)).AddTexts(commit.Runs.Select(static run => run.Hash))
        .AddTexts(commit.Runs.Select(static run => Convert.ToHexStringLower(run.ContentRange.Span))).AddBigints(commit.Runs.Select(static run => run.LeafIndex))
        .AddText($"{{{string.Join(',', commit.Runs.Select(static run => run.IsArchived ? "true" : "false"))}}}")
        .AddBytes(commit.Root.ToArray()).AddText(commit.Note).AddText(database.LockTimeoutText).AddTime(database.Now);
}
