"""List files of invented people and companies (样本 SPECIMEN), in each publisher's real format."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from screening.watchlists.readers import Contents, ListFile, Reader

UN = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://www.un.org/sc/resources/sc-sanctions.xsd" dateGenerated="{published}T00:00:09.554Z">
  <INDIVIDUALS>{individuals}</INDIVIDUALS>
  <ENTITIES>{entities}</ENTITIES>
</CONSOLIDATED_LIST>
"""
UN_PERSON = """
    <INDIVIDUAL>
      <DATAID>6900001</DATAID><VERSIONNUM>1</VERSIONNUM>
      <FIRST_NAME>IVAN</FIRST_NAME><SECOND_NAME>SPECIMEN</SECOND_NAME>
      <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>SPi.001</REFERENCE_NUMBER>
      <LISTED_ON>2017-08-05</LISTED_ON><GENDER>Male</GENDER>
      <NAME_ORIGINAL_SCRIPT>样本一</NAME_ORIGINAL_SCRIPT>
      <COMMENTS1>An invented
person.</COMMENTS1>
      <TITLE><VALUE>Dr.</VALUE></TITLE>
      <DESIGNATION><VALUE>Director of nothing</VALUE></DESIGNATION>
      <NATIONALITY><VALUE>Democratic People's Republic of Korea</VALUE></NATIONALITY>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>IVAN SPECIMAN</ALIAS_NAME><DATE_OF_BIRTH>1966</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>VANYA; IVANKO</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ADDRESS><STREET>1 Sample Street</STREET><CITY>Samplograd</CITY><COUNTRY>Syrian Arab Republic</COUNTRY></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1964-05-01</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1965</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1963</FROM_YEAR><TO_YEAR>1968</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE/></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Samplograd</CITY><COUNTRY>Syrian Arab Republic</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>S0000001</NUMBER><ISSUING_COUNTRY>Democratic People's Republic of Korea</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT/>
    </INDIVIDUAL>"""
UN_ENTITY = """
    <ENTITY>
      <DATAID>6900002</DATAID><FIRST_NAME>SPECIMEN TRADING ; SAMPLE TRADE CO</FIRST_NAME>
      <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>SPe.001</REFERENCE_NUMBER><LISTED_ON>2017-08-05</LISTED_ON>
      <COMMENTS1>An invented company.</COMMENTS1>
      <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>样本贸易</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ADDRESS><CITY>Dalian</CITY><COUNTRY>China</COUNTRY></ENTITY_ADDRESS>
    </ENTITY>"""

OFAC = {
    "sdn.csv": '101,"SPECIMEN, Ivan","individual","SDGT] [IFSR","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 12 Mar 1957; alt. DOB circa 1958; DOB 1950 to 1952; POB Samplograd, Syria; nationality Iran; citizen Syria; Gender Male; Passport '
    "S7654321 (Iran) expires 03 May 2020; National ID No. 123-45 (Syria); a.k.a. 'VANYA'; Linked To: SPECIMEN TRAD\"\n"
    '102,"SPECIMEN TRADING CO.",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Tax ID No. 7700000001 (Russia)."\n'
    '103,"SPECIMEN STAR","vessel","IRAN",-0- ,"EPSP1","Crude Oil Tanker","317,367",-0- ,"Iran","Nobody",'
    '"Vessel Registration Identification IMO 9000001; MMSI 572000000."\n',
    "alt.csv": '101,1,"aka","SPECIMAN, Ivan",-0- \n102,2,"fka","SAMPLE TRADE",-0- \n',
    "add.csv": '101,1,"1 Sample Street","Samplograd","Syria",-0- \n102,2,-0- ,"Havana","Cuba",-0- \n103,3,-0- ,-0- ,-0- ,-0- \n',
    "sdn_comments.csv": '101,"ING CO."\n999,"of another list"\n\x1a',
}

OFAC_XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://tempuri.org/sdnList.xsd">
  <publshInformation><Publish_Date>11/12/2026</Publish_Date><Record_Count>{count}</Record_Count></publshInformation>
  <sdnEntry>
    <uid>101</uid><firstName>Ivan</firstName><lastName>SPECIMEN</lastName><title>Director</title><sdnType>Individual</sdnType>
    <remarks>(Linked To: SPECIMEN TRADING CO.)</remarks>
    <programList><program>SDGT</program><program>IFSR</program></programList>
    <idList>
      <id><uid>1</uid><idType>Passport</idType><idNumber>S7654321</idNumber><idCountry>Iran</idCountry></id>
      <id><uid>2</uid><idType>Gender</idType><idNumber>Male</idNumber></id>
      <id><uid>3</uid><idType>Secondary sanctions risk:</idType><idNumber>none</idNumber></id>
    </idList>
    <akaList>
      <aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>SPECIMAN</lastName><firstName>Ivan</firstName></aka>
      <aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>VANYA</lastName></aka>
    </akaList>
    <addressList><address><uid>1</uid><address1>1 Sample Street</address1><city>Samplograd</city><country>Syria</country></address></addressList>
    <nationalityList><nationality><uid>1</uid><country>Iran</country><mainEntry>true</mainEntry></nationality></nationalityList>
    <citizenshipList><citizenship><uid>1</uid><country>Syria</country><mainEntry>true</mainEntry></citizenship></citizenshipList>
    <dateOfBirthList><dateOfBirthItem><uid>1</uid><dateOfBirth>12 Mar 1957</dateOfBirth><mainEntry>true</mainEntry></dateOfBirthItem></dateOfBirthList>
    <placeOfBirthList><placeOfBirthItem><uid>1</uid><placeOfBirth>Samplograd, Syria</placeOfBirth></placeOfBirthItem></placeOfBirthList>
  </sdnEntry>
  <sdnEntry>
    <uid>103</uid><lastName>SPECIMEN STAR</lastName><sdnType>Vessel</sdnType><programList><program>IRAN</program></programList>
    <vesselInfo><callSign>EPSP1</callSign><vesselType>Crude Oil Tanker</vesselType><vesselFlag>Iran</vesselFlag></vesselInfo>
  </sdnEntry>
</sdnList>
"""

# sdn_advanced.xml: https://ofac.treasury.gov, Advanced Sanctions Data Model
OFAC_ADVANCED = """<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML" Version="1">
  <DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>11</Month><Day>12</Day></DateOfIssue>
  <ReferenceValueSets>
    <AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1403">Name</AliasType></AliasTypeValues>
    <CountryValues><Country ID="11085" ISO2="IR">Iran</Country><Country ID="11159" ISO2="SY">Syria</Country></CountryValues>
    <DetailReferenceValues><DetailReference ID="91526">Male</DetailReference></DetailReferenceValues>
    <FeatureTypeValues>
      <FeatureType ID="8" FeatureTypeGroupID="1">Birthdate</FeatureType><FeatureType ID="9" FeatureTypeGroupID="1">Place of Birth</FeatureType>
      <FeatureType ID="10" FeatureTypeGroupID="1">Nationality Country</FeatureType><FeatureType ID="25" FeatureTypeGroupID="1">Location</FeatureType>
      <FeatureType ID="26" FeatureTypeGroupID="1">Title</FeatureType><FeatureType ID="224" FeatureTypeGroupID="1">Gender</FeatureType>
      <FeatureType ID="2" FeatureTypeGroupID="1">Vessel Call Sign</FeatureType>
    </FeatureTypeValues>
    <IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType></IDRegDocTypeValues>
    <NamePartTypeValues>
      <NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType><NamePartType ID="1526">Vessel Name</NamePartType>
    </NamePartTypeValues>
    <PartySubTypeValues>
      <PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType>
      <PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType>
    </PartySubTypeValues>
    <PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType><PartyType ID="4">Transport</PartyType></PartyTypeValues>
    <SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="2">Blocking</SanctionsType></SanctionsTypeValues>
    <ScriptValues><Script ID="215" ScriptCode="Latn">Latin</Script><Script ID="220" ScriptCode="Hans">Chinese Simplified</Script></ScriptValues>
  </ReferenceValueSets>
  <Locations>
    <Location ID="7"><LocationCountry CountryID="11085" CountryRelevanceID="1535"/></Location>
    <Location ID="8"><LocationCountry CountryID="11159" CountryRelevanceID="1535"/>
      <LocationPart LocPartTypeID="1451"><LocationPartValue Primary="true" LocPartValueTypeID="1" LocPartValueStatusID="1"><Comment/><Value>1 Sample Street</Value></LocationPartValue></LocationPart>
      <LocationPart LocPartTypeID="1454"><LocationPartValue Primary="true" LocPartValueTypeID="1" LocPartValueStatusID="1"><Comment/><Value>Samplograd</Value></LocationPartValue></LocationPart>
    </Location>
  </Locations>
  <IDRegDocuments>
    <IDRegDocument ID="1" IDRegDocTypeID="1571" IdentityID="5101" IssuedBy-CountryID="11085" ValidityID="1"><Comment/><IDRegistrationNo>S7654321</IDRegistrationNo><IssuingAuthority/></IDRegDocument>
  </IDRegDocuments>
  <DistinctParties>
    <DistinctParty FixedRef="101"><Comment>An invented person.</Comment>
      <Profile ID="101" PartySubTypeID="4">
        <Identity ID="5101" FixedRef="101" Primary="true" False="false">
          <Alias FixedRef="101" AliasTypeID="1400" Primary="false" LowQuality="true">
            <DocumentedName ID="2" FixedRef="101" DocNameStatusID="2"><DocumentedNamePart><NamePartValue NamePartGroupID="61" ScriptID="215" ScriptStatusID="1" Acronym="false">VANYA</NamePartValue></DocumentedNamePart></DocumentedName>
          </Alias>
          <Alias FixedRef="101" AliasTypeID="1403" Primary="true" LowQuality="false">
            <DocumentedName ID="1" FixedRef="101" DocNameStatusID="1">
              <DocumentedNamePart><NamePartValue NamePartGroupID="61" ScriptID="215" ScriptStatusID="1" Acronym="false">SPECIMEN</NamePartValue></DocumentedNamePart>
              <DocumentedNamePart><NamePartValue NamePartGroupID="62" ScriptID="215" ScriptStatusID="1" Acronym="false">Ivan</NamePartValue></DocumentedNamePart>
            </DocumentedName>
            <DocumentedName ID="3" FixedRef="101" DocNameStatusID="2"><DocumentedNamePart><NamePartValue NamePartGroupID="61" ScriptID="220" ScriptStatusID="1" Acronym="false">样本一</NamePartValue></DocumentedNamePart></DocumentedName>
          </Alias>
          <NamePartGroups>
            <MasterNamePartGroup><NamePartGroup ID="61" NamePartTypeID="1520"/></MasterNamePartGroup>
            <MasterNamePartGroup><NamePartGroup ID="62" NamePartTypeID="1521"/></MasterNamePartGroup>
          </NamePartGroups>
        </Identity>
        <Feature ID="1" FeatureTypeID="8"><FeatureVersion ID="1" ReliabilityID="1"><Comment/><DatePeriod CalendarTypeID="1" YearFixed="false" MonthFixed="false" DayFixed="false">
          <Start Approximate="false" YearFixed="false" MonthFixed="false" DayFixed="false"><From><Year>1957</Year><Month>3</Month><Day>12</Day></From><To><Year>1957</Year><Month>3</Month><Day>12</Day></To></Start>
          <End Approximate="false" YearFixed="false" MonthFixed="false" DayFixed="false"><From><Year>1957</Year><Month>3</Month><Day>12</Day></From><To><Year>1957</Year><Month>3</Month><Day>12</Day></To></End>
        </DatePeriod></FeatureVersion><IdentityReference IdentityID="5101" IdentityFeatureLinkTypeID="1"/></Feature>
        <Feature ID="2" FeatureTypeID="8"><FeatureVersion ID="2" ReliabilityID="1"><Comment/><DatePeriod CalendarTypeID="1" YearFixed="false" MonthFixed="false" DayFixed="false">
          <Start Approximate="true" YearFixed="false" MonthFixed="false" DayFixed="false"><From><Year>1958</Year><Month>1</Month><Day>1</Day></From><To><Year>1958</Year><Month>1</Month><Day>1</Day></To></Start>
          <End Approximate="true" YearFixed="false" MonthFixed="false" DayFixed="false"><From><Year>1958</Year><Month>12</Month><Day>31</Day></From><To><Year>1958</Year><Month>12</Month><Day>31</Day></To></End>
        </DatePeriod></FeatureVersion><IdentityReference IdentityID="5101" IdentityFeatureLinkTypeID="1"/></Feature>
        <Feature ID="3" FeatureTypeID="9"><FeatureVersion ID="3" ReliabilityID="1"><Comment/><VersionDetail DetailTypeID="1432">Samplograd, Syria</VersionDetail></FeatureVersion></Feature>
        <Feature ID="4" FeatureTypeID="10"><FeatureVersion ID="4" ReliabilityID="1"><Comment/><VersionLocation LocationID="7"/></FeatureVersion></Feature>
        <Feature ID="5" FeatureTypeID="25"><FeatureVersion ID="5" ReliabilityID="1"><Comment/><VersionLocation LocationID="8"/></FeatureVersion></Feature>
        <Feature ID="6" FeatureTypeID="224"><FeatureVersion ID="6" ReliabilityID="1"><Comment/><VersionDetail DetailTypeID="1431" DetailReferenceID="91526"/></FeatureVersion></Feature>
        <Feature ID="7" FeatureTypeID="26"><FeatureVersion ID="7" ReliabilityID="1"><Comment/><VersionDetail DetailTypeID="1432">Director</VersionDetail></FeatureVersion></Feature>
      </Profile>
    </DistinctParty>
    <DistinctParty FixedRef="103"><Comment/>
      <Profile ID="103" PartySubTypeID="1">
        <Identity ID="5103" FixedRef="103" Primary="true" False="false">
          <Alias FixedRef="103" AliasTypeID="1403" Primary="true" LowQuality="false">
            <DocumentedName ID="9" FixedRef="103" DocNameStatusID="1"><DocumentedNamePart><NamePartValue NamePartGroupID="63" ScriptID="215" ScriptStatusID="1" Acronym="false">SPECIMEN STAR</NamePartValue></DocumentedNamePart></DocumentedName>
          </Alias>
          <NamePartGroups><MasterNamePartGroup><NamePartGroup ID="63" NamePartTypeID="1526"/></MasterNamePartGroup></NamePartGroups>
        </Identity>
        <Feature ID="8" FeatureTypeID="2"><FeatureVersion ID="8" ReliabilityID="1"><Comment/><VersionDetail DetailTypeID="1432">EPSP1</VersionDetail></FeatureVersion></Feature>
      </Profile>
    </DistinctParty>
  </DistinctParties>
  <ProfileRelationships/>
  <SanctionsEntries>
    <SanctionsEntry ID="101" ProfileID="101" ListID="1550">
      <EntryEvent ID="1" EntryEventTypeID="1" LegalBasisID="1"><Comment/><Date CalendarTypeID="1"><Year>2017</Year><Month>8</Month><Day>5</Day></Date></EntryEvent>
      <SanctionsMeasure ID="1" SanctionsTypeID="2"><Comment/></SanctionsMeasure>
      <SanctionsMeasure ID="2" SanctionsTypeID="1"><Comment>SDGT</Comment></SanctionsMeasure>
      <SanctionsMeasure ID="3" SanctionsTypeID="1"><Comment>IFSR</Comment></SanctionsMeasure>
    </SanctionsEntry>
    <SanctionsEntry ID="103" ProfileID="103" ListID="1550"><SanctionsMeasure ID="4" SanctionsTypeID="1"><Comment>IRAN</Comment></SanctionsMeasure></SanctionsEntry>
  </SanctionsEntries>
</Sanctions>
"""

EU = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-12T14:05:32.213+01:00" globalFileId="1">
  <sanctionEntity designationDetails="invented" unitedNationId="" euReferenceNumber="EU.1.11" logicalId="13">
    <regulation regulationType="regulation" publicationDate="2003-07-08" programme="IRQ" logicalId="1"><publicationUrl>http://example.org</publicationUrl></regulation>
    <subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="Ivan" middleName="" lastName="Specimen" wholeName="Ivan Specimen" function="Director" gender="M" title="" strong="true" logicalId="17"/>
    <nameAlias firstName="" middleName="" lastName="" wholeName="Vanya" function="" gender="" title="" strong="false" logicalId="18"/>
    <nameAlias firstName="" middleName="" lastName="" wholeName="Иван Образцов" function="" gender="" title="" strong="true" logicalId="19"/>
    <citizenship region="" countryIso2Code="IQ" countryDescription="IRAQ" logicalId="1"/>
    <birthdate circa="false" calendarType="GREGORIAN" city="Samplograd" zipCode="" birthdate="1937-04-28" dayOfMonth="28" monthOfYear="4" year="1937" region="" place="" countryIso2Code="IQ" countryDescription="IRAQ" logicalId="14"/>
    <birthdate circa="true" calendarType="GREGORIAN" city="" zipCode="" year="1938" region="" place="" countryIso2Code="00" countryDescription="UNKNOWN" logicalId="15"/>
    <birthdate circa="false" calendarType="GREGORIAN" city="" zipCode="" yearRangeFrom="1930" yearRangeTo="1935" countryIso2Code="00" countryDescription="UNKNOWN" logicalId="16"/>
    <address city="Samplograd" street="1 Sample Street" poBox="" zipCode="" region="" place="" asAtListingTime="false" countryIso2Code="IQ" countryDescription="IRAQ" logicalId="2"/>
    <identification diplomatic="false" knownExpired="false" number="S1111111" identificationTypeCode="passport" identificationTypeDescription="National passport" countryIso2Code="IQ" countryDescription="IRAQ" logicalId="3"/>
    <remark>An invented person.</remark>
  </sanctionEntity>
  <sanctionEntity designationDetails="" unitedNationId="" euReferenceNumber="" logicalId="14">
    <regulation publicationDate="2010-07-27" programme="IRN"/>
    <subjectType code="enterprise" classificationCode="E"/>
    <nameAlias firstName="" middleName="" lastName="" wholeName="Specimen Trading" gender="" strong="true"/>
  </sanctionEntity>
</export>
"""

OFSI_HEADER = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Type,Non-Latin Script "
    "Language,DOB,Town of Birth,Country of Birth,Nationality,Passport Number,Passport Details,National Identification "
    "Number,National Identification Details,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip "
    "Code,Country,Other Information,Group Type,Alias Type,Alias Quality,Regime,Listed On,UK Sanctions List Date "
    "Designated,Last Updated,Group ID"
)


def _ofsi_row(**cells: str) -> str:
    return ",".join(f'"{cells.get(name, "")}"' for name in OFSI_HEADER.split(","))


OFSI = "\n".join(
    (
        "Last Updated,12/11/2026",
        OFSI_HEADER,
        _ofsi_row(
            **{
                "Name 6": "VANYA",
                "DOB": "00/00/1968",
                "Group Type": "Individual",
                "Alias Type": "AKA",
                "Alias Quality": "Low quality",
                "Regime": "Russia",
                "Group ID": "7001",
            }
        ),
        _ofsi_row(
            **{
                "Name 6": "SPECIMEN",
                "Name 1": "Ivan",
                "Name Non-Latin Script": "Иван Образцов",
                "DOB": "12/03/1967",
                "Town of Birth": "Samplograd",
                "Country of Birth": "Syria",
                "Nationality": "Russia",
                "Passport Number": "S2222222",
                "National Identification Number": "N-3",
                "Position": "Director",
                "Address 1": "1 Sample Street",
                "Country": "Syria",
                "Other Information": "An invented person.",
                "Group Type": "Individual",
                "Alias Type": "Primary name",
                "Regime": "Russia",
                "Listed On": "24/02/2022",
                "Group ID": "7001",
            }
        ),
        _ofsi_row(
            **{
                "Name 6": "SPECIMEN STAR",
                "Group Type": "Ship",
                "Alias Type": "Primary name",
                "Regime": "Iran",
                "Group ID": "7002",
            }
        ),
        "",
    )
)

SIMPLE = """"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails","program_ids","dataset","first_seen","last_seen","last_change"
"NK-specimen1","Person","Ivan Specimen","Vanya;""Specimen; Ivan"";样本一","1957-03-12;1958","kp;ru","1 Sample Street, Samplograd, Syria","S3333333","Invented - DPRK","","","UN-SCDPRK","Invented list","2023-04-20T09:12:12","2026-11-12T00:00:00","2025-01-01T00:00:00"
"NK-specimen2","LegalEntity","Specimen Trading","","","","","","","","","","Invented list","","",""
"""

FTM = """{"id":"NK-specimen1","caption":"Ivan Specimen","schema":"Person","properties":{"name":["SPECIMEN Ivan","Ivan Specimen"],"alias":["样本一"],"weakAlias":["Vanya"],"birthDate":["1957-03-12","1958"],"birthPlace":["Samplograd"],"gender":["male"],"nationality":["kp"],"country":["ru"],"passportNumber":["S3333333"],"address":["1 Sample Street, Samplograd, Syria"],"programId":["UN-SCDPRK"],"position":["Director"],"notes":["An invented person."]},"datasets":["invented"],"target":true}
{"id":"addr-1","caption":"1 Sample Street","schema":"Address","properties":{"full":["1 Sample Street"]},"datasets":["invented"]}
{"id":"NK-near","caption":"Sister","schema":"Person","properties":{"name":["Sister Specimen"]},"target":false}

{"id":"NK-specimen2","caption":"Specimen Star","schema":"Vessel","properties":{"name":["Specimen Star"],"flag":["ir"],"imoNumber":["9000001"]},"datasets":["invented"],"target":true}
"""

CHINESE = """编号,类别,姓名,别名,绰号,性别,出生日期,国籍,证件种类,证件号码,列入日期,文号,备注
1,个人,样本一,SPECIMEN Yi；样一,小样,男,1971年3月5日,中国,居民身份证,11010519710305001X,2012-04-05,公告〔2012〕样本号,虚构人员
2,机构,样本贸易有限公司,,,,,,,,2012年4月5日,公告〔2012〕样本号,
"""

OWN = """编号,名称,类别,出生日期,证件号码
B-1,样本内控甲,个人,1980-01-02,11010519800102001X
B-2,样本内控乙,个人,1981,
"""


def un(people: int = 1, published: str = "2026-11-12", without: Sequence[int] = (), **changed: str) -> bytes:
    """The UN's list with so many people (their numbers from 1) and one entity. changed: FIRST_NAME of `p3` and so on."""
    persons = []
    for number in range(1, people + 1):
        if number not in without:
            name = changed.get(f"p{number}", f"IVAN{number if number > 1 else ''}")
            persons.append(
                UN_PERSON.replace("SPi.001", f"SPi.{number:03d}").replace(
                    "<FIRST_NAME>IVAN<", f"<FIRST_NAME>{name}<"
                )
            )
    return UN.format(published=published, individuals="".join(persons), entities=UN_ENTITY).encode()


def listed(data: bytes | str, name: str = "list.xml") -> ListFile:
    """A list of one file."""
    content = data.encode() if isinstance(data, str) else data
    return ListFile(name, {name: lambda: io.BytesIO(content)})


def ofac(**changed: str) -> ListFile:
    """OFAC's CSV set; changed: other content by stem of the file's name, empty to leave it out."""
    files = {name: changed.get(name.removesuffix(".csv"), content) for name, content in OFAC.items()}
    parts = {name: (lambda c=content: io.BytesIO(c.encode())) for name, content in files.items() if content}
    return ListFile("sdn.csv", parts)


def zipped(files: dict[str, str]) -> bytes:
    """The files as an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def contents(reader: Reader, file: ListFile, **options: Any) -> Contents:
    """What a reader makes of a file for a source called `specimen`."""
    return reader.read(reader.select(file), "specimen", options)
