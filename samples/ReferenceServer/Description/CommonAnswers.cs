using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ReferenceServer.Authentication;

namespace ReferenceServer.Description;

/// <summary>Describes what endpoints have in common: who may call them, and how they refuse.</summary>
internal static class CommonAnswers
{
    private static readonly (int Status, string Text)[] Always =
    [
        (StatusCodes.Status401Unauthorized, "Nobody has said who they are, or the session has ended."),
        (StatusCodes.Status403Forbidden, "The caller's roles do not allow this (`capability`), or the CSRF token is missing."),
        (StatusCodes.Status429TooManyRequests, "A rate limit is reached; `Retry-After` says how long."),
        (StatusCodes.Status503ServiceUnavailable, "The database cannot be reached."),
    ];

    internal static Task Add(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        foreach (Answer answer in metadata.OfType<Answer>())
            operation.Responses[NameOf(answer.Status)] = Problem(answer.Text, context.Document);
        AddTo(operation, context.Document, isOpen: metadata.OfType<IAllowAnonymous>().Any());
        if (metadata.OfType<RequiredCapability>().FirstOrDefault() is { Name: var capability })
            operation.Description = $"Needs the capability `{capability}`. {operation.Description}".Trim();
        foreach (Example example in metadata.OfType<Example>())
            Show(operation, example);
        return Task.CompletedTask;
    }

    /// <summary>Adds what is the same for all endpoints, or for all that anybody may call.</summary>
    internal static void AddTo(OpenApiOperation operation, OpenApiDocument? document, bool isOpen)
    {
        foreach ((int status, string text) in isOpen ? Always.AsSpan(2) : Always)
            operation.Responses!.TryAdd(NameOf(status), Problem(text, document));
        operation.Security = isOpen ? [] : [Requirement(document, DocumentHead.Session, DocumentHead.Csrf), Requirement(document, DocumentHead.Bearer)];
    }

    private static OpenApiResponse Problem(string text, OpenApiDocument? document) => new()
    {
        Description = text,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(DocumentHead.Problem, document) } },
    };

    private static OpenApiSecurityRequirement Requirement(OpenApiDocument? document, params string[] schemes)
    {
        OpenApiSecurityRequirement requirement = [];
        foreach (string scheme in schemes)
            requirement.Add(new OpenApiSecuritySchemeReference(scheme, document), []);
        return requirement;
    }

    private static string NameOf(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static void Show(OpenApiOperation operation, Example example)
    {
        IEnumerable<OpenApiMediaType> places = example.Status is { } status
            ? operation.Responses?[NameOf(status)].Content?.Values ?? []
            : operation.RequestBody?.Content?.Values ?? [];
        foreach (OpenApiMediaType place in places)
            place.Example = JsonNode.Parse(example.Json);
    }
}
