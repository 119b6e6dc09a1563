using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Governance.Postgres.Migrations;

/// <summary>One numbered script of a feature. Its checksum is that of the embedded text, whatever the schema is called.</summary>
internal sealed record PostgresMigration(PostgresFeatures Feature, int Number, string Name, string Sql)
{
    private const string Marker = ".Migrations.Sql.";

    internal string FeatureName { get; } = NameOf(Feature);

    internal string Id => $"{FeatureName}/{Name}";

    internal string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    internal static string NameOf(PostgresFeatures feature) => feature.ToString().ToLowerInvariant();

    /// <summary>Returns the embedded migrations of <paramref name="features"/>, in the order in which they run.</summary>
    internal static IReadOnlyList<PostgresMigration> Load(PostgresFeatures features)
    {
        List<PostgresMigration> migrations = [];
        foreach (string resource in EmbeddedSql.Find(Marker))
        {
            // …Migrations.Sql.<feature>.<number>_<name>.sql
            string[] parts = resource[(resource.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..].Split('.', 2);
            PostgresFeatures feature = Enum.Parse<PostgresFeatures>(parts[0], ignoreCase: true);
            if (!features.HasFlag(feature))
                continue;
            string name = Path.GetFileNameWithoutExtension(parts[1]);
            migrations.Add(new PostgresMigration(feature, int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, EmbeddedSql.Read(resource)));
        }

        return [.. migrations.OrderBy(static m => m.Feature).ThenBy(static m => m.Number)];
    }
}
