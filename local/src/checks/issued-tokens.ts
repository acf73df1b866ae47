/**
 * Secrets that their issuers recognize by how they begin, after the rules of gitleaks. Not those that may be public, such as a JWT or the key of a
 * map, and none that a hash, a digest or a generated id could be.
 */
export const ISSUED: readonly string[] = [
  // AWS: the id of an access key, and keys of Amazon Bedrock
  '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])', 'ABSK[A-Za-z0-9+/]{100,}', 'bedrock-api-key-YmVk',
  // GitHub, GitLab, Atlassian
  'gh[oprsu]_[A-Za-z0-9]{36,}', 'github_pat_\\w{22,}', 'gl(?:pat|ptt|dt|rt|cbt|ft|imt|agent|oas|soat|ffct)-[\\w-]{20,}', 'ATATT3[\\w=-]{20,}',
  // registries
  'npm_[A-Za-z0-9]{36}', 'pypi-AgE[\\w-]{50,}', 'dckr_(?:pat|oat)_[\\w-]{20,}', 'rubygems_[0-9a-f]{48}',
  // messages: tokens, and addresses that anyone who knows them can post to
  'xox[abeoprs]-[\\w-]{10,}', 'xapp-\\d-[\\w-]{10,}', '\\d{8,10}:AA[\\w-]{33}',
  'hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/[\\w/]{20,}',
  'discord(?:app)?\\.com/api/webhooks/\\d+/[\\w-]{20,}', 'webhook\\.office\\.com/webhookb2/[\\w@-]{20,}',
  '(?:logic\\.azure|api\\.powerplatform)\\.com\\S{1,500}[?&]sig=[\\w%-]{20,}',
  // payments
  '[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,}', 'whsec_[\\w+/]{16,}', 'sq0(?:atp|csp)-[\\w-]{22,}', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}',
  // language models
  'sk-(?:proj|svcacct|admin|ant|or)-(?=[\\w-]{0,200}\\d)[\\w-]{16,}', 'sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}',
  'hf_[A-Za-z]{34}', 'pplx-[A-Za-z0-9]{48}',
  // clouds and platforms
  'GOCSPX-[\\w-]{20,}', 'ya29\\.[\\w-]{20,}', 'do[opr]_v1_[0-9a-f]{64}', 'hv[bs]\\.[\\w-]{24,}', '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,}',
  'dapi[0-9a-f]{32}', 'HRKU-AA[\\w-]{50,}', 'fo1_[\\w-]{43}', 'pul-[0-9a-f]{40}', 'sbp_[0-9a-f]{40}', 'pscale_(?:tkn|pw|oauth)_[\\w.=-]{32,}',
  'AccountKey=[A-Za-z0-9+/]{60,}',
  // mail and monitoring
  'SG\\.[\\w=.-]{60,}', 'xkeysib-[0-9a-f]{64}-\\w{16}', 'NRAK-[A-Z0-9]{27}', 'gl(?:c|sa)_[A-Za-z0-9+/]{32,}', 'sntry[su]_[\\w+/=]{40,}',
  'dt0c01\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{64}',
  // others
  'lin_api_[A-Za-z0-9]{40}', 'ntn_\\d{11}[A-Za-z0-9]{35}', 'dp\\.(?:pt|st|ct|sa)\\.[\\w.-]{40,}', 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}',
  'AGE-SECRET-KEY-1[A-Z0-9]{58}', 'ops_eyJ[\\w+/=-]{100,}',
  'p8e-[a-z0-9]{32}', 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}', '[ps]at\\.[\\w-]{22}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{20}',
  'LTAI[A-Za-z0-9]{20}(?![A-Za-z0-9])',
  'AKCp[A-Za-z0-9]{69}', 'CLOJARS_[a-z0-9]{60}', 'v1\\.0-[0-9a-f]{24}-[0-9a-f]{146}', 'duffel_(?:test|live)_[\\w=-]{43}', 'EZ[AT]K[A-Za-z0-9]{54}',
  'FLWSECK(?:_TEST)?-[0-9a-h]{12,}', 'fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,}', 'fio-u-[\\w=-]{64}', 'api_org_[A-Za-z]{34}', '\\w{6}_[A-Za-z0-9]{29}_mmk',
  'API-[A-Z0-9]{26}(?![A-Za-z0-9])', 'sha256~[\\w-]{43}', 'pnu_[A-Za-z0-9]{36}', 'rdme_[a-z0-9]{70}', 'tk-us-[\\w-]{48}',
  'sm_[aps]at_[A-Za-z0-9]{16}', 'ico-[A-Za-z0-9]{32}', '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}',
  'shippo_(?:live|test)_[0-9a-fA-F]{40}', 'sgp_(?:\\w{1,40}_)?[0-9a-fA-F]{40}', 'SK[0-9a-fA-F]{32}(?![A-Za-z0-9])', 'GR1348941[\\w-]{20}',
  'A3-[A-Z0-9]{6}-(?:[A-Z0-9]{5,11}-){3,4}[A-Z0-9]{5}',
];
