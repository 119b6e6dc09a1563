using System.Globalization;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Numbers of things, for people.</summary>
internal static class Counted
{
    /// <summary>Returns such as <c>1 file</c>, <c>2 files</c>.</summary>
    internal static string Of(long count, string noun) => Of(count, noun, $"{noun}s");

    /// <summary>Returns such as <c>1 leaf</c>, <c>2 leaves</c>.</summary>
    internal static string Of(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
