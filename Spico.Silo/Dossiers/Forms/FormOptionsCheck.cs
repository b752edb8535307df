using Microsoft.Extensions.Options;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>Refuses to start with definitions that cannot be used: nobody is to find them missing.</summary>
internal sealed class FormOptionsCheck : IValidateOptions<FormOptions>
{
    public ValidateOptionsResult Validate(string? name, FormOptions options)
    {
        try
        {
            _ = FormCatalog.Load(options.Folder);
            return ValidateOptionsResult.Success;
        }
        catch (Exception fault) when (fault is FormDefinitionException or IOException or UnauthorizedAccessException)
        {
            return ValidateOptionsResult.Fail($"Spico:Forms:Folder: {fault.Message}");
        }
    }
}
