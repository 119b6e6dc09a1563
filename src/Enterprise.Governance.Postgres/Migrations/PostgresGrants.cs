namespace Enterprise.Governance.Postgres.Migrations;

/// <summary>The rights of the roles: one file for the schema itself and one per feature that has tables; the same again for the archivist, whom not every database has.</summary>
internal static class PostgresGrants
{
    private const string Marker = ".Migrations.Grants.", Archivist = Marker + "Archivist.";

    /// <summary>Returns the texts in the order in which they run. The first takes everything away, so that the others say it all.</summary>
    internal static IEnumerable<string> Load(PostgresFeatures features, bool hasArchivist)
    {
        string[] markers = hasArchivist ? [Marker, Archivist] : [Marker];
        string[] files = ["schema", .. Enum.GetValues<PostgresFeatures>().Where(feature => int.IsPow2((int)feature) && features.HasFlag(feature)).Order().Select(PostgresMigration.NameOf)];
        return files.SelectMany(file => markers.SelectMany(marker => EmbeddedSql.Find($"{marker}{file}.sql"))).Select(EmbeddedSql.Read);
    }
}
