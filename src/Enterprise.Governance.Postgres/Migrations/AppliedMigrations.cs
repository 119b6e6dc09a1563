using Npgsql;

namespace Enterprise.Governance.Postgres.Migrations;

/// <summary>What <c>schema_migrations</c> says.</summary>
internal sealed class AppliedMigrations
{
    private readonly Dictionary<(string Feature, int Number), string> _checksums = [];

    private AppliedMigrations(bool hasTable) => HasTable = hasTable;

    internal bool HasTable { get; }

    /// <summary>Gets the features of which any migration was applied; those that this version does not know are left out.</summary>
    internal PostgresFeatures Features => _checksums.Keys
        .Aggregate(PostgresFeatures.None, static (all, key) => Enum.TryParse(key.Feature, ignoreCase: true, out PostgresFeatures feature) ? all | feature : all);

    internal static async Task<AppliedMigrations> ReadAsync(MigrationSession session, CancellationToken cancellationToken)
    {
        bool hasTable = await session.ScalarAsync("SELECT to_regclass($1) IS NOT NULL", cancellationToken, $"{session.Schema.Quoted}.schema_migrations").ConfigureAwait(false) is true;
        AppliedMigrations applied = new(hasTable);
        if (!hasTable)
            return applied;
        NpgsqlCommand command = session.Command("SELECT feature, number, checksum FROM {schema}.schema_migrations");
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    applied._checksums.Add((reader.GetString(0), reader.GetInt32(1)), reader.GetString(2));
            }
        }

        return applied;
    }

    internal IEnumerable<PostgresMigration> Missing(IReadOnlyList<PostgresMigration> wanted) =>
        wanted.Where(migration => !_checksums.ContainsKey((migration.FeatureName, migration.Number)));

    internal void RequireAll(IReadOnlyList<PostgresMigration> wanted)
    {
        string[] ids = [.. Missing(wanted).Select(static migration => migration.Id)];
        if (ids.Length > 0)
            throw new GovernanceException("schema_mismatch", $"the database lacks the migrations {string.Join(", ", ids)}; run `governance migrate`, or set SchemaMode to Apply");
    }

    /// <summary>Refuses a database that a newer or altered version of the library has written.</summary>
    internal void RequireKnown(IReadOnlyList<PostgresMigration> wanted)
    {
        Dictionary<(string, int), string> known = wanted.ToDictionary(static m => (m.FeatureName, m.Number), static m => m.Checksum);
        HashSet<string> features = [.. wanted.Select(static m => m.FeatureName)];
        foreach (((string feature, int number), string checksum) in _checksums)
        {
            if (!features.Contains(feature))
                continue;
            if (!known.TryGetValue((feature, number), out string? expected))
                throw new GovernanceException("schema_mismatch", $"the database has migration {feature}/{number:0000}, which this version of the library does not know; upgrade the library");
            if (!string.Equals(expected, checksum, StringComparison.Ordinal))
                throw new GovernanceException("schema_mismatch", $"migration {feature}/{number:0000} of the database differs from the library's; it was altered after it was applied");
        }
    }
}
