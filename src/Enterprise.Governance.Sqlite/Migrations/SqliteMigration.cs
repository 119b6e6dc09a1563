using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Governance.Sqlite.Migrations;

/// <summary>One numbered script of a feature.</summary>
internal sealed record SqliteMigration(SqliteFeatures Feature, int Number, string Name, string Sql)
{
    internal string Id => $"{Feature.ToString().ToLowerInvariant()}/{Name}";

    internal string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>Returns the embedded migrations of <paramref name="features"/>, in the order in which they run.</summary>
    internal static IReadOnlyList<SqliteMigration> Load(SqliteFeatures features)
    {
        const string Marker = ".Migrations.Sql.";
        List<SqliteMigration> migrations = [];
        foreach (string resource in typeof(SqliteMigration).Assembly.GetManifestResourceNames())
        {
            // …Migrations.Sql.<feature>.<number>_<name>.sql
            int at = resource.IndexOf(Marker, StringComparison.Ordinal);
            if (at < 0)
                continue;
            string[] parts = resource[(at + Marker.Length)..].Split('.', 2);
            SqliteFeatures feature = Enum.Parse<SqliteFeatures>(parts[0], ignoreCase: true);
            if (!features.HasFlag(feature))
                continue;
            string name = Path.GetFileNameWithoutExtension(parts[1]);
            migrations.Add(new SqliteMigration(feature, int.Parse(name.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture), name, Read(resource)));
        }

        return [.. migrations.OrderBy(static m => m.Feature).ThenBy(static m => m.Number)];
    }

    private static string Read(string resource)
    {
        using StreamReader reader = new(typeof(SqliteMigration).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
