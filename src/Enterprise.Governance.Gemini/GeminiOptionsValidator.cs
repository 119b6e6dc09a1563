using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Gemini;

/// <summary>The rules of <see cref="GeminiOptions"/>, for the container and for the constructor of the client. No problem quotes the key.</summary>
internal sealed class GeminiOptionsValidator : IValidateOptions<GeminiOptions>
{
    public ValidateOptionsResult Validate(string? name, GeminiOptions options)
    {
        List<string> problems = [.. Problems(options)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static void Require(GeminiOptions options)
    {
        string problems = string.Join("; ", Problems(options));
        if (problems.Length > 0)
            throw new ArgumentException(problems, nameof(options));
    }

    private static IEnumerable<string> Problems(GeminiOptions options)
    {
        if (options.Vertex is null && string.IsNullOrEmpty(options.ApiKey))
            yield return "`ApiKey` is missing; set it, or `Vertex`";
        if (options.Vertex is not null && options.ApiKey is not null)
            yield return "both `ApiKey` and `Vertex` are set; Vertex AI takes an access token, Google AI a key";
        if (options.ApiKey?.Any(static c => c is <= ' ' or > '~') == true)
            yield return "`ApiKey` has a character that a header cannot carry, such as a line break at its end";
        if (options.Vertex is { } vertex)
        {
            if (!IsName(vertex.Project))
                yield return $"`Vertex.Project` is `{vertex.Project}`; it must be the id of a Google Cloud project";
            if (!IsName(vertex.Location))
                yield return $"`Vertex.Location` is `{vertex.Location}`; it must be a location such as `europe-west4` or `global`";
            if (vertex.AccessToken is null)
                yield return "`Vertex.AccessToken` is missing";
        }

        if (options.Model is not null && !GeminiModelName.IsValid(options.Model))
            yield return $"`Model` is `{options.Model}`; it must be a model's name such as `gemini-2.5-flash`";
        if (options.Endpoint is { } endpoint && !IsRoot(endpoint))
            yield return $"`Endpoint` is `{endpoint}`; it must be an absolute http or https address without user, query and fragment";
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromHours(1))
            yield return $"`Timeout` is {options.Timeout}; it must be from 1 second to 1 hour";
        if (options.MaxRetries is < 0 or > 10)
            yield return $"`MaxRetries` is {options.MaxRetries}; it must be from 0 to 10";
        if (options.RetryDelay <= TimeSpan.Zero)
            yield return $"`RetryDelay` is {options.RetryDelay}; it must be positive";
        if (options.MaxRetryDelay < options.RetryDelay || options.MaxRetryDelay > TimeSpan.FromHours(1))
            yield return $"`MaxRetryDelay` is {options.MaxRetryDelay}; it must be from `RetryDelay`, which is {options.RetryDelay}, to 1 hour";
    }

    // Domain-scoped projects have the form `example.com:project`.
    private static bool IsName(string? value) =>
        value is { Length: > 0 } && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') && value.Any(char.IsAsciiLetterOrDigit);

    private static bool IsRoot(Uri uri) =>
        uri.IsAbsoluteUri && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}
