namespace Spico.Silo.Professionals.Import;

/// <summary>
/// The columns that are read. Telephone, fax, e-mail and street are not among them: what is not kept is told to nobody.
/// </summary>
internal enum ExtractColumn
{
    Kind,
    Number,
    NationalId,
    Family,
    Given,
    ProfessionCode,
    Profession,
    SpecialtyCode,
    Specialty,
    Mode,
    Siret,
    Finess,
    TechnicalId,
    StructureName,
    SignName,
    PostalCode,
    TownCode,
    Town,
    DepartmentCode,
    Department,
}
