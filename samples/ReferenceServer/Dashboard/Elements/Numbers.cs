using System.Globalization;

namespace ReferenceServer.Dashboard.Elements;

/// <summary>Numbers and times as people read them. <c>dashboard.js</c> has the same words for times.</summary>
internal static class Numbers
{
    internal static string Of(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');

    internal static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    internal static string Ago(TimeSpan age) => age.TotalSeconds < 1 ? "now" : $"{Coarse(age)} ago";

    internal static string Until(TimeSpan left) => left <= TimeSpan.Zero ? "expired" : $"in {Coarse(left)}";

    internal static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 0.0095 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms"),
        < 0.9995 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
    };

    private static string Coarse(TimeSpan time) => time.TotalSeconds switch
    {
        < 60 => $"{(int)time.TotalSeconds} s",
        < 3600 => $"{(int)time.TotalMinutes} min",
        < 48 * 3600 => $"{(int)time.TotalHours} h",
        _ => $"{(int)time.TotalDays} d",
    };
}
