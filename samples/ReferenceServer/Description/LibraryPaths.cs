using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace ReferenceServer.Description;

/// <summary>Adds the endpoints that libraries have mapped; those describe themselves to nobody, so <c>library.json</c> does.</summary>
internal sealed class LibraryPaths : IOpenApiDocumentTransformer
{
    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        using StreamReader file = new(typeof(LibraryPaths).Assembly.GetManifestResourceStream("ReferenceServer.Description.library.json")!);
        ReadResult read = OpenApiDocument.Parse(await file.ReadToEndAsync(cancellationToken), OpenApiConstants.Json);
        foreach ((string path, IOpenApiPathItem item) in read.Document!.Paths)
        {
            document.Paths.Add(path, item);
            foreach (OpenApiOperation operation in item.Operations!.Values)
                CommonAnswers.AddTo(operation, document, isOpen: operation.Security is { Count: 0 });
        }
    }
}
