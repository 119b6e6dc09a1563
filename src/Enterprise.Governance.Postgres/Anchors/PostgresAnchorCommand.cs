using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>A commit as the parameters of <c>anchor_append</c>.</summary>
internal static class PostgresAnchorCommand
{
    internal const string Append =
        """
        SELECT {schema}.anchor_append($1, $2, $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::text[],
            $11::text[], $12::bigint[], $13::text[], $14::text[], $15::bigint[], $16::boolean[], $17, $18, $19, $20)
        """;

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
