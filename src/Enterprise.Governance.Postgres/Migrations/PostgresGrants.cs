namespace Enterprise.Governance.Postgres.Migrations;

/// <summary>The rights of the three roles: one file for the schema itself and one per feature that has tables.</summary>
internal static class PostgresGrants
{
    private const string Marker = ".Migrations.Grants.";

    /// <summary>Returns the texts in the order in which they run. The first takes everything away, so that the others say it all.</summary>
    internal static IEnumerable<string> Load(PostgresFeatures features)
    {
        string[] resources = [.. EmbeddedSql.Find(Marker)];
        yield return EmbeddedSql.Read(resources.Single(static name => name.EndsWith(Marker + "schema.sql", StringComparison.Ordinal)));
        foreach (PostgresFeatures feature in Enum.GetValues<PostgresFeatures>().Where(static feature => int.IsPow2((int)feature)).Order())
        {
            string? resource = resources.SingleOrDefault(name => name.EndsWith($"{Marker}{PostgresMigration.NameOf(feature)}.sql", StringComparison.Ordinal));
            if (features.HasFlag(feature) && resource is not null)
                yield return EmbeddedSql.Read(resource);
        }
    }
}
