using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ReferenceServer.Authentication;

namespace ReferenceServer.Description;

/// <summary>What stands before the paths: what the API is, and how callers say who they are.</summary>
internal sealed class DocumentHead : IOpenApiDocumentTransformer
{
    internal const string Session = "session", Csrf = "csrf", Bearer = "bearer", Problem = "Problem";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Reference server",
            Version = "1",
            Description = "Runs of agents under governance. Everything is the caller's tenant's; what is another tenant's is answered like what does not exist. Every error is a problem of RFC 9457.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Session] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = SessionHandler.Cookie, Description = "The session that `POST /auth/login` opens." },
            [Csrf] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = CsrfProtection.Header, Description = "Beside a session, for everything that is not a GET: the `csrf_token` of the login.",
            },
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "A token that is signed with `JWT_SECRET`." },
        };
        document.AddComponent(Problem, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "What went wrong, as RFC 9457 has it. Some types have more members.",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Member(JsonSchemaType.String, "What kind of problem it is: a URI that does not change."),
                ["title"] = Member(JsonSchemaType.String, "The problem, for people."),
                ["status"] = Member(JsonSchemaType.Integer, "The HTTP status."),
                ["detail"] = Member(JsonSchemaType.String, "What to do about it."),
                ["errors"] = new OpenApiSchema { Description = "What is wrong: by field, or for policies by place." },
                ["capability"] = Member(JsonSchemaType.String, "The capability that is missing."),
            },
        });
        return Task.CompletedTask;
    }

    private static OpenApiSchema Member(JsonSchemaType type, string description) => new() { Type = type, Description = description };
}
