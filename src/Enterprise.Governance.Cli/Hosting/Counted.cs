using System.Globalization;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Writes how many there are of something.</summary>
internal static class Counted
{
    internal static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
