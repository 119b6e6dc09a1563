namespace Enterprise.Governance.Postgres.Migrations;

/// <summary>The SQL files inside the assembly.</summary>
internal static class EmbeddedSql
{
    internal static IEnumerable<string> Find(string marker) =>
        typeof(EmbeddedSql).Assembly.GetManifestResourceNames().Where(name => name.Contains(marker, StringComparison.Ordinal));

    internal static string Read(string resource)
    {
        using StreamReader reader = new(typeof(EmbeddedSql).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
