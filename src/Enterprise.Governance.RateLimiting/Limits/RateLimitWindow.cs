using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Enterprise.Governance.RateLimiting;

/// <summary>The arithmetic between rates per minute and the requests of a fixed window.</summary>
/// <remarks>
/// A rate and a window fit if <c>rate × seconds / 60</c> is a whole number of at least 1; rounding would admit more or less than was
/// written. A rate of 0 fits every window. With the default window of 60 seconds every rate fits.
/// </remarks>
public static class RateLimitWindow
{
    /// <summary>The window that is used where none is named, in seconds.</summary>
    public const int DefaultSeconds = 60;

    /// <summary>The longest window, in seconds: a day.</summary>
    public const int MaxSeconds = 86_400;

    /// <summary>The most requests of a window: the greatest integer of a structured HTTP field (RFC 9651).</summary>
    public const long MaxLimit = 999_999_999_999_999;

    /// <summary>Converts a rate per minute into the requests of a window.</summary>
    /// <param name="perMinute">The rate in requests per minute.</param>
    /// <param name="windowSeconds">The window in seconds.</param>
    /// <param name="limit">The requests of a window, when the result is <see langword="true"/>.</param>
    /// <param name="problem">What is wrong, when the result is <see langword="false"/>; reads on from the name of the rate, and names the nearest windows that fit.</param>
    /// <returns><see langword="true"/> if rate and window fit.</returns>
    public static bool TryGetLimit(long perMinute, int windowSeconds, out long limit, [NotNullWhen(false)] out string? problem)
    {
        limit = 0;
        problem = null;
        if (windowSeconds is < 1 or > MaxSeconds)
            problem = string.Create(CultureInfo.InvariantCulture, $"cannot be counted in windows of {windowSeconds} seconds; a window has 1 to {MaxSeconds} seconds");
        else if (perMinute < 0)
            problem = string.Create(CultureInfo.InvariantCulture, $"is {perMinute}; it must be 0 (nothing allowed) or more, or absent (unlimited)");
        else if ((Int128)perMinute * windowSeconds / 60 > MaxLimit)
            problem = string.Create(CultureInfo.InvariantCulture, $"is {perMinute}, which is more than {MaxLimit} requests in a window of {windowSeconds} seconds");
        else if ((Int128)perMinute * windowSeconds % 60 != 0)
            problem = string.Create(CultureInfo.InvariantCulture, $"is {perMinute}, which is not a whole number of requests in a window of {windowSeconds} seconds; {Nearest(perMinute, windowSeconds)}");
        else
            limit = (long)((Int128)perMinute * windowSeconds / 60);
        return problem is null;
    }

    /// <summary>Finds the windows next to <paramref name="windowSeconds"/> that fit a rate.</summary>
    /// <param name="perMinute">The rate in requests per minute, 0 or more.</param>
    /// <param name="windowSeconds">A window in seconds.</param>
    /// <returns>The window itself if it fits; else the nearest shorter and the nearest longer one, as far as they exist.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or the window is not from 1 second to <see cref="MaxSeconds"/>.</exception>
    public static IReadOnlyList<int> NearestSeconds(long perMinute, int windowSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(perMinute);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSeconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowSeconds, MaxSeconds);

        // rate × w is a multiple of 60 exactly for the multiples w of 60 / gcd(rate, 60).
        int step = 60 / GreatestCommonDivisor((int)(perMinute % 60), 60);
        int shorter = windowSeconds / step * step;
        if (shorter == windowSeconds)
            return [windowSeconds];
        int longer = shorter + step;
        return (shorter > 0, longer <= MaxSeconds) switch
        {
            (true, true) => [shorter, longer],
            (true, false) => [shorter],
            _ => [longer],
        };
    }

    private static string Nearest(long perMinute, int windowSeconds) => NearestSeconds(perMinute, windowSeconds) switch
    {
        [int only] => string.Create(CultureInfo.InvariantCulture, $"the nearest window that fits has {only} seconds"),
        [int shorter, int longer] => string.Create(CultureInfo.InvariantCulture, $"the nearest windows that fit have {shorter} and {longer} seconds"),
        _ => throw new InvalidOperationException("some multiple of 60 seconds always fits"),
    };

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
