using System.Globalization;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Numbers of things, for people.</summary>
internal static class Counted
{
    /// <summary>Returns such as <c>1 file</c>, <c>2 files</c>.</summary>
    internal static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
