namespace Enterprise.Governance.AspNetCore.Tests.RateLimiting;

/// <summary>The rules of draft-ietf-httpapi-ratelimit-headers on top of structured fields.</summary>
internal static class RateLimitFields
{
    /// <summary>Reads <c>RateLimit-Policy</c>: name, quota and window of every policy.</summary>
    internal static (string Name, long Quota, long? Window)[] ReadPolicy(string? text)
    {
        (string, long, long?)[] policies =
        [
            .. StructuredField.ReadList(text ?? throw new FormatException("there is no field")).Select(static item =>
            {
                if (item.Parameters.TryGetValue("qu", out object? unit))
                    Require<string>(unit);
                long? window = item.Parameters.TryGetValue("w", out object? w) ? Require<long>(w) : null;
                if (window <= 0)
                    throw new FormatException("a window has at least a second");
                return (Name(item), Integer(item.Parameters, "q"), window);
            }),
        ];
        return policies.Length > 0 ? policies : throw new FormatException("the list must not be empty");
    }

    /// <summary>Reads <c>RateLimit</c>: name, remaining units and seconds of every limit.</summary>
    internal static (string Name, long Remaining, long? Seconds)[] ReadState(string? text) =>
    [
        .. StructuredField.ReadList(text ?? throw new FormatException("there is no field")).Select(static item =>
            (Name(item), Integer(item.Parameters, "r"), item.Parameters.ContainsKey("t") ? (long?)Integer(item.Parameters, "t") : null)),
    ];

    private static string Name((object Value, Dictionary<string, object> Parameters) item)
    {
        if (item.Parameters.TryGetValue("pk", out object? key))
            Require<byte[]>(key);
        return Require<string>(item.Value);
    }

    private static long Integer(Dictionary<string, object> parameters, string name)
    {
        long value = Require<long>(parameters.TryGetValue(name, out object? found) ? found : throw new FormatException($"`{name}` is missing"));
        return value >= 0 ? value : throw new FormatException($"`{name}` is negative");
    }

    private static T Require<T>(object value) => value is T typed ? typed : throw new FormatException($"{value} is no {typeof(T).Name}");
}
