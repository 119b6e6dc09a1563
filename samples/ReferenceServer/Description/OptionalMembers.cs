using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ReferenceServer.Description;

/// <summary>What may be null may be absent: in requests it is not asked for, in answers it is left out.</summary>
internal static class OptionalMembers
{
    internal static Task Mark(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (JsonPropertyInfo member in context.JsonTypeInfo.Properties.Where(static member => member.IsGetNullable))
            schema.Required?.Remove(member.Name);
        return Task.CompletedTask;
    }
}
