using Microsoft.OpenApi;
using ReferenceServer.Hosting;
using Scalar.AspNetCore;

namespace ReferenceServer.Description;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, and a page that shows it at <c>/docs</c>.</summary>
internal static class ApiDescription
{
    // The page's script and styles are its own; it asks for nothing elsewhere.
    private const string PagePolicy = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    internal static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", static options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddSchemaTransformer(OptionalMembers.Mark);
        options.AddOperationTransformer(CommonAnswers.Add);
        options.AddDocumentTransformer<DocumentHead>();
        options.AddDocumentTransformer<LibraryPaths>();
    });

    internal static void MapApiDescription(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi().AllowAnonymous().DisableGovernanceRateLimiting();
        endpoints.MapScalarApiReference("/docs", static options => options.WithTitle("Reference server").DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton())
            .AllowAnonymous().DisableGovernanceRateLimiting().WithMetadata(new PageSecurityPolicy(PagePolicy));
    }
}
