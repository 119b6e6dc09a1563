using System.CommandLine;
using System.Globalization;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>A moment on the command line: a date or time as ISO 8601 has it (UTC unless it says otherwise), or how long ago, such as <c>90m</c>, <c>36h</c>, <c>7d</c>.</summary>
internal static class TimeBound
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    internal static Option<string?> CreateOption(string name, string description) => new(name) { Description = $"{description} A date or time (ISO 8601, UTC), or how long ago: 90m, 36h, 7d.", HelpName = "TIME" };

    internal static DateTimeOffset? Read(string? text, string option, DateTimeOffset now)
    {
        if (text is null)
            return null;
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            return time;
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && Unit(text[^1]) is { } unit)
            return now - (unit * Math.Min(count, 1_000_000));
        throw CliFailure.Refused($"{option} `{text}` is no time; write `2026-11-01`, `2026-11-01T08:00:00Z` or `7d`");
    }

    private static TimeSpan? Unit(char letter) => letter switch
    {
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
